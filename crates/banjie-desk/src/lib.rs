//! Use cases of the house and the ports they need: submit, act, import, tick, export.
//!
//! A [`Desk`] stands over one [`ports::Store`]. Everything that changes a record goes through its one writer (or, for an
//! import, through one transaction of its own), where the pure engine decides and the store only writes what was decided.

mod allot;
pub mod apply;
mod batch;
mod commands;
mod conditions;
mod desk;
pub mod directory;
mod error;
mod export;
pub mod filters;
mod import;
mod mask;
mod morning;
mod notices;
mod play;
pub mod ports;
pub mod progress;
pub mod reading;
mod results;
pub mod samples;
mod snapshot;
mod template;
mod tick;
pub mod workbook;
mod writer;

pub use banjie_engine::{Clock, allotting::Allotted};
pub use batch::{Done, Submission};
pub use commands::{Call, Typed};
pub use desk::{Desk, Target};
pub use error::{DeskError, DeskResult};
pub use export::{Export, ExportOptions};
pub use import::{Changed, Fault, ImportOptions, ImportReport};
pub use notices::{NoticeBoard, Shown};
pub use play::{Act, PlayOptions, Played};
pub use progress::{Progress, Silent};
pub use results::{OwnResult, ResultDesk};
pub use snapshot::Snapshot;
pub use template::template;
pub use tick::Fallen;
