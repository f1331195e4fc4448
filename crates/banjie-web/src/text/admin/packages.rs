//! Words of administration: packages.
