//! Every automation of the project: `cargo xtask ci|tidy|gen|bench`.

mod bench;
mod ci;
mod generate;
mod tidy;

use std::path::PathBuf;

use anyhow::{Result, bail};

const USAGE: &str = "usage: cargo xtask <ci|tidy|gen|bench>

  ci      everything a change must pass: format, lints, tidy, generated pages, tests, packages
  tidy    the rules of the house that no other tool checks
  gen     writes the generated reference (docs/reference)
  bench   measures every speed we claim and writes docs/benchmarks.md (build with --release); with a name only that
          group: packages, formula, allot, docx, pdf, proof, import, creates, town, lists, web";

fn main() -> Result<()> {
    #[expect(clippy::disallowed_methods, reason = "xtask is a program of its own and reads arguments and clock")]
    let (mut args, today) = (std::env::args().skip(1), chrono::Local::now().date_naive());
    let root = root();
    match args.next().as_deref() {
        Some("ci") => ci::run(&root),
        Some("tidy") => tidy::run(&root),
        Some("gen") => generate::write(&root),
        Some("bench") => bench::run(&root, args.next().as_deref(), today),
        _ => bail!("{USAGE}"),
    }
}

/// Folder of the workspace.
fn root() -> PathBuf {
    let mut path = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    path.pop();
    path
}
