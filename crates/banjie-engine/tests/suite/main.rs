//! Behaviour of the room, in one test program.

mod allot;
mod duties;
mod follow;
mod house;
mod late_entries;
mod limits;
mod refusals;
mod scenarios;
mod walks;
mod who_acts;
