//! banjie-store
