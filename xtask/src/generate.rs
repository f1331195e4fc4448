//! The generated reference: written by `gen`, compared by `ci`.

use std::{fs, path::Path};

use anyhow::{Context, Result};

/// Writes every generated page.
pub fn write(root: &Path) -> Result<()> {
    for (path, text) in banjie_package::reference_pages().into_iter().chain([banjie_proof::reference_page()]) {
        let path = root.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        println!("wrote {}", path.display());
    }
    Ok(())
}
