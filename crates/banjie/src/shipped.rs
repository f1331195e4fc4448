//! The packages shipped inside the program, for where there is no folder of packages.

use banjie_model::Name;
use banjie_package::{Files, LibraryReading, read_packages};
use include_dir::{Dir, include_dir};

static PACKAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packages");

/// Reads the shipped packages.
pub fn read() -> LibraryReading {
    read_packages(PACKAGES.dirs().map(|folder| (files(folder, folder), Vec::new())).collect())
}

/// Every text of a package by its path in the package.
fn files<'a>(package: &Dir<'a>, folder: &Dir<'a>) -> Files {
    let own = folder.files().filter_map(|file| {
        let path = file.path().strip_prefix(package.path()).ok()?.to_str()?;
        Some((Name::from(path.replace('\\', "/")), Name::from(file.contents_utf8()?)))
    });
    let mut found: Files = own.collect();
    for inner in folder.dirs() {
        found.extend(files(package, inner));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_packages_are_those_of_the_folder() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packages");
        let there = banjie_package::read_library(&folder).unwrap();
        let hashes = |reading: &LibraryReading| {
            reading.readings.iter().map(|r| (r.package.name.clone(), r.package.hash.clone())).collect::<Vec<_>>()
        };
        assert_eq!(hashes(&read()), hashes(&there));
    }
}
