//! Every automation of the project: `cargo xtask ci|tidy|gen|bench`.

mod ci;
mod generate;
mod tidy;

use std::path::PathBuf;

use anyhow::{Result, bail};

const USAGE: &str = "usage: cargo xtask <ci|tidy|gen|bench>

  ci      everything a change must pass: format, lints, tidy, generated pages, tests, packages
  tidy    the rules of the house that no other tool checks
  gen     writes the generated reference (docs/reference)
  bench   measures every speed we claim and writes docs/benchmarks.md (build with --release)";

fn main() -> Result<()> {
    #[expect(clippy::disallowed_methods, reason = "xtask is a program of its own and reads its arguments")]
    let mut args = std::env::args().skip(1);
    let root = root();
    match args.next().as_deref() {
        Some("ci") => ci::run(&root),
        Some("tidy") => tidy::run(&root),
        Some("gen") => generate::write(&root),
        _ => bail!("{USAGE}"),
    }
}

/// Folder of the workspace.
fn root() -> PathBuf {
    let mut path = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    path.pop();
    path
}
