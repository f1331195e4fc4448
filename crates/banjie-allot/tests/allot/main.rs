//! What the allocations promise, against brute force on small problems, and what a verifier lets pass: nothing that was changed.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod brute;
mod examples;
mod input;
mod instances;
mod mutations;
mod properties;
mod speed;
