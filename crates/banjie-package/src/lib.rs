//! Reads a package: a folder of declarations becomes a checked [`Package`](banjie_model::definition::Package) and findings.
//!
//! Reading never fails. Files become trees with the place of every key and value, trees are checked against the one table
//! of keys ([`keys`]), names are resolved and expressions typed ([`expression`]), and the whole is checked. Everything that
//! can be known before a record exists is known here. Each finding has a page ([`pages`]) whose examples are run as tests;
//! the reference manual and the JSON Schema are generated from the same tables.

mod checks;
mod draw;
pub mod expression;
mod findings;
mod folder;
pub mod keys;
mod library;
pub mod manual;
mod obligations;
pub mod pages;
mod read;
mod render;
mod schema;
mod shape;
mod tree;
pub mod types;
mod weave;

pub use checks::stale;
pub use draw::draw;
pub use library::{Files, LibraryReading, read_folder, read_installed, read_library, read_packages};
pub use manual::reference_pages;
pub use pages::explain;
pub use read::{Reading, Sources, read_package};
pub use render::{Look, inventory, render, render_json, summary};
pub use schema::schema;
