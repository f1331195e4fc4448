//! What pages of several kinds show alike: values in words, clocks in words, long work.

pub mod clocks;
pub mod jobs;
pub mod values;
