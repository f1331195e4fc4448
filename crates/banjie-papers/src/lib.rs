//! Report templates and figures → one document tree → Markdown and self-contained HTML with charts.
//!
//! A number gets into a report only as a [`Figure`](banjie_model::figure::Figure), and a figure only with its trace. A
//! template asks, the caller answers in batches ([`compose`]), the tree is printed ([`markdown::print`], [`html::print`]).

pub mod document;
pub mod html;
pub mod manifest;
pub mod markdown;
pub mod plain;

mod chart;
#[cfg(test)]
mod fixture;
mod reading;
mod template;

pub use template::{Draft, RUNS_MAX, Setting, Template, TemplateFault, compose};
