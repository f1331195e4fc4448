//! Indicators → few scans → figures, each with its trace down to the records.
//!
//! [`Figures`] answers all a page or report asks for ([`Wants`](banjie_model::figure::Wants)) at one log position: formulas are
//! taken apart into their base indicators, these are gathered into few [`Scan`](banjie_model::scan::Scan)s, and the formulas
//! are computed on exact decimals. The trace of a figure lists its records again, as they stood, for ever ([`Figures::records`]).

mod again;
mod board;
mod catalogue;
mod compute;
mod condition;
mod derived;
mod evidence;
mod formula;
mod room;
mod rows;
mod scans;
mod table;
mod token;
mod veil;
mod words;

pub use again::Again;
pub use board::{Board, BoardAsk, BoardLine};
pub use catalogue::Catalogue;
pub use room::{AsOf, FigureError, FigureResult, Figures};
pub use token::{read_token, token};
