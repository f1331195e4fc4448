//! banjie-proof
