//! Report templates and figures → one document tree → Markdown, self-contained HTML with charts, DOCX, PDF.
//!
//! A number gets into a report only as a [`Figure`](banjie_model::figure::Figure), and a figure only with its trace. A
//! template asks, the caller answers in batches ([`compose`]), the tree is printed ([`markdown::print`], [`html::print`],
//! [`docx::print`]).

pub mod document;
pub mod docx;
pub mod html;
pub mod manifest;
pub mod markdown;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod plain;
mod published;
pub mod word;

mod chart;
#[cfg(test)]
mod fixture;
mod reading;
mod template;
mod title;

pub use published::published;
pub use template::record;
pub use template::{Draft, RUNS_MAX, Setting, Template, TemplateFault, compose};
