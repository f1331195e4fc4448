//! Use cases of the house and the ports they need: submit, act, import, tick, export.

pub mod ports;
