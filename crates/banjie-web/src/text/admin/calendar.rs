//! Words of administration: calendar.
