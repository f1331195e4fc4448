//! banjie-proof: finds what cannot be right in Chinese official prose.
//!
//! [`read_file`] turns bytes into a [`Document`] or says why not; [`check`] finds figures, the relations between them,
//! formal defects and private data; the renderers write what was found. Pure: no clock, no network, no files.

mod check;
mod defects;
mod explain;
mod finding;
mod letters;
mod numbers;
mod private;
mod prose;
mod readers;
mod relations;
mod render;
mod suppress;
mod text;

pub use check::{Options, check};
pub use explain::{Page, codes, explain, page, reference_page};
pub use finding::{Finding, Relation, Report, Severity};
pub use numbers::{Exactness, Figure, Kind};
pub use readers::{ReadRefusal, read_file};
pub use render::{render_html, render_json, render_terminal, write_docx_comments};
pub use suppress::{Silence, read_project_file, silences_for};
pub use text::{Document, Format, Span, Table};
