//! banjie-figures
