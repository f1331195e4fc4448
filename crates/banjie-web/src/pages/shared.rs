//! What pages of several kinds show alike: values in words, clocks in words.

pub mod clocks;
pub mod values;
