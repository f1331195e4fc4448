//! The desk on the web: where the work is done, watched and shown.
//!
//! Pages are rendered on the server from definitions; forms and links come first, scripts only make them quicker. The room holds
//! no business rule: what may be done is asked of the desk and the engine, what is shown is what the viewer's roles reach.
//!
//! - [`App`] is what every handler is given: desk, files, search, clock and chance. Nothing of a user is kept in the process.
//! - [`routes::all`] is the one table of routes, each with who may ask it; the router is built from it, the reference too.
//! - [`server`] is what stands around every page: sign-in, permissions, forms, errors, headers.
//! - [`ui`] is the room next door: the parts that pages are built from, with their styles and scripts.
//! - `pages/<thing>` shows things to people, `api` to programs; every Chinese word of both stands in `text`.

pub mod api;
pub mod app;
pub mod pages;
pub mod routes;
pub mod search;
pub mod server;
pub mod text;

pub use banjie_ui as ui;

pub use app::{App, Parts, Settings};
pub use server::{router, serve};
