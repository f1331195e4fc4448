//! Behaviour of the room, in one test program.

mod board;
mod figures;
mod report;
mod support;
mod traces;
