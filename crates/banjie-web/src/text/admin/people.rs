//! Words of administration: people.
