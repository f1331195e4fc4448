//! How long work tells of itself.

/// Somebody who watches.
pub trait Progress: Send + Sync {
    /// A stage begins; `total` steps are expected, 0 when unknown.
    fn begin(&self, what: &str, total: u64);
    /// So many steps further.
    fn step(&self, n: u64);
    /// The stage is over.
    fn end(&self);
}

/// Nobody watches.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _what: &str, _total: u64) {}
    fn step(&self, _n: u64) {}
    fn end(&self) {}
}
