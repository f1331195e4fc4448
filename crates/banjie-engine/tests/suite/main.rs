//! Behaviour of the room, in one test program.

mod house;
mod late_entries;
mod limits;
mod refusals;
mod scenarios;
mod walks;
