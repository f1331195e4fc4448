//! Writes sample pages of the components to a folder, with the assets beside them: `cargo run -p banjie-ui --example gallery -- DIR`.
//!
//! The pages are made up. A static server over the folder shows them as the desk would.

mod samples;

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use banjie_ui::assets::asset_url;

#[expect(clippy::disallowed_methods, reason = "an example is a program of its own and reads its arguments")]
fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: gallery DIR")?);
    fs::create_dir_all(&folder)?;
    for sample in samples::all() {
        fs::write(folder.join(format!("{}.html", sample.name)), sample.html)?;
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    for name in files(&source, "")? {
        let to = folder.join(asset_url(&name).trim_start_matches('/'));
        fs::create_dir_all(to.parent().ok_or("no folder")?)?;
        fs::copy(source.join(&name), to)?;
    }
    Ok(())
}

/// Names of all files below a folder.
fn files(folder: &Path, prefix: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            names.extend(files(&entry.path(), &format!("{name}/"))?);
        } else {
            names.push(name);
        }
    }
    Ok(names)
}
