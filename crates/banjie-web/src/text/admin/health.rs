//! Words of administration: health.
