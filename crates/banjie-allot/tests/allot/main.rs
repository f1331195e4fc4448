//! What the allocations promise, against brute force on small problems, and what a verifier lets pass: nothing that was changed.

mod brute;
mod examples;
mod input;
mod instances;
mod mutations;
mod properties;
mod speed;
