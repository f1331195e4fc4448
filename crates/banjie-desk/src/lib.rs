//! banjie-desk
