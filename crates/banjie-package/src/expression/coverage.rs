//! Gaps and overlaps of decision tables.
