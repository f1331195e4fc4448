//! Files and databases that mean no good: each is told apart in clear words, in bounded memory, and nothing is written.

pub mod bomb;
mod databases;
mod files;
