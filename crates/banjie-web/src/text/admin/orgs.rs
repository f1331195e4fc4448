//! Words of administration: orgs.
