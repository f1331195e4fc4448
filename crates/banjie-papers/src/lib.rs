//! banjie-papers
