mod aloud;
mod faults;
mod fixture;
mod pages;
mod pushdown;
mod round_trip;
mod types;
