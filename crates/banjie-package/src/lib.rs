//! banjie-package
