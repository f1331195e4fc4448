//! Packages: a folder of declarations, read and checked.

pub mod expression;
