//! banjie-model
