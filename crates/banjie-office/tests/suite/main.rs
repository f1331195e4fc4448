//! The office over a real database: a small bureau that serves the public.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

mod boards;
mod conditions;
mod papers;
mod public;
mod readings;
mod results;
mod support;
