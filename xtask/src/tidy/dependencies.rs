//! Which room may depend on what, read from `cargo metadata`, and one line of purpose for every hired crate.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Crates that only the named rooms may use directly.
const RESERVED: &[(&str, &[&str])] = &[
    ("sqlx", &["banjie-store"]),
    ("typst", &["banjie-papers"]),
    ("axum", &["banjie-web"]),
    ("datafusion", &["banjie-figures"]),
    ("tantivy", &["banjie-search"]),
    ("clap", &["banjie"]),
    ("anyhow", &["banjie", "xtask"]),
];

/// Rooms and the rooms they may know (normal dependencies).
const ROOMS: &[(&str, &[&str])] = &[
    ("banjie-model", &[]),
    ("banjie-proof", &[]),
    ("banjie-allot", &[]),
    ("banjie-package", &["banjie-model"]),
    ("banjie-engine", &["banjie-model", "banjie-allot"]),
    ("banjie-desk", &["banjie-model", "banjie-package", "banjie-engine", "banjie-allot"]),
    ("banjie-store", &["banjie-model", "banjie-desk"]),
    ("banjie-figures", &["banjie-model", "banjie-engine", "banjie-desk", "banjie-papers"]),
    ("banjie-papers", &["banjie-model"]),
    ("banjie-search", &["banjie-model"]),
    ("banjie-ui", &["banjie-model"]),
    (
        "banjie-office",
        &[
            "banjie-model",
            "banjie-package",
            "banjie-engine",
            "banjie-desk",
            "banjie-store",
            "banjie-figures",
            "banjie-papers",
        ],
    ),
    (
        "banjie-web",
        &[
            "banjie-model",
            "banjie-package",
            "banjie-engine",
            "banjie-desk",
            "banjie-store",
            "banjie-figures",
            "banjie-papers",
            "banjie-office",
            "banjie-search",
            "banjie-proof",
            "banjie-ui",
        ],
    ),
];

/// Direct normal dependencies of every member of the workspace.
fn members(root: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let output = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root)
        .output()
        .context("cannot start cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let mut members = BTreeMap::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default().to_string();
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        let normal = dependencies.filter(|d| d["kind"].is_null());
        members.insert(name, normal.filter_map(|d| d["name"].as_str().map(String::from)).collect());
    }
    Ok(members)
}

/// Breaches of the dependency rules.
pub fn check(root: &Path, breaches: &mut Vec<String>) -> Result<()> {
    let members = members(root)?;
    for (room, dependencies) in &members {
        for dependency in dependencies {
            if let Some((_, allowed)) = RESERVED.iter().find(|(name, _)| name == dependency)
                && !allowed.contains(&room.as_str())
            {
                breaches.push(format!("{room} depends on {dependency}, which only {allowed:?} may"));
            }
            if let Some((_, known)) = ROOMS.iter().find(|(name, _)| name == room)
                && members.contains_key(dependency)
                && !known.contains(&dependency.as_str())
            {
                breaches.push(format!("{room} depends on {dependency}; it may know only {known:?}"));
            }
        }
        if room.starts_with("banjie-") && !ROOMS.iter().any(|(name, _)| name == room) {
            breaches.push(format!("{room} is a new room: give it a line in xtask/src/tidy/dependencies.rs"));
        }
    }
    purposes(root, breaches)?;
    map_of_rooms(root, &members, breaches)
}

/// Every line of `[workspace.dependencies]` outside our own crates ends with a comment.
fn purposes(root: &Path, breaches: &mut Vec<String>) -> Result<()> {
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    let lines = manifest.lines().skip_while(|l| *l != "[workspace.dependencies]").skip(1);
    for line in lines.take_while(|l| !l.starts_with('[')) {
        let hired = line.contains('=') && !line.starts_with("banjie-") && !line.starts_with('#');
        if hired && !line.contains(" # ") {
            breaches.push(format!("Cargo.toml: say in one line what this is hired for: {line}"));
        }
    }
    Ok(())
}

/// ARCHITECTURE.md names every room that exists and none that does not.
fn map_of_rooms(root: &Path, members: &BTreeMap<String, Vec<String>>, breaches: &mut Vec<String>) -> Result<()> {
    let map = fs::read_to_string(root.join("ARCHITECTURE.md")).context("ARCHITECTURE.md is missing")?;
    for room in members.keys() {
        if !map.contains(&format!("`{room}`")) {
            breaches.push(format!("ARCHITECTURE.md does not name `{room}`"));
        }
    }
    Ok(())
}
