//! The desk on the web.
