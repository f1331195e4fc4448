//! Every Chinese word of the web desk, one module a room of pages. Pages and components hold none of their own (a test sees to
//! it), so that another language can be put beside.

pub mod account;
pub mod admin;
pub mod api;
pub mod board;
pub mod cases;
pub mod entrance;
pub mod faults;
pub mod figures;
pub mod frame;
pub mod help;
pub mod jobs;
pub mod ledgers;
pub mod portal;
pub mod reports;
pub mod results;
pub mod shell;
pub mod systems;
pub mod work;

pub use banjie_ui::text as ui;
