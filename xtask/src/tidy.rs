//! The rules of the house that no other tool checks: who may depend on what, sizes, ratchets, paths in documents.

mod dependencies;
mod documents;
mod sizes;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

/// Checks every rule; prints all breaches.
pub fn run(root: &Path) -> Result<()> {
    let mut breaches = Vec::new();
    dependencies::check(root, &mut breaches)?;
    sizes::check(root, &mut breaches)?;
    documents::check(root, &mut breaches)?;
    if breaches.is_empty() {
        println!("tidy: every rule holds");
        return Ok(());
    }
    for breach in &breaches {
        eprintln!("tidy: {breach}");
    }
    bail!("{} breaches of the rules of the house", breaches.len());
}

/// Every file below `folder` with this extension, sorted, build output left out.
fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            if path.is_dir() {
                if name != "target" && !name.starts_with('.') {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
