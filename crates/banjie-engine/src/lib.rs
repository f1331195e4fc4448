//! banjie-engine
