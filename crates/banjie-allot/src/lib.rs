//! Who gets which place: matching, quotas, floors, lotteries, each outcome with a certificate that an outsider verifies.
//!
//! A [`Problem`] holds seekers with ordered choices and places with seats. [`allot`] finds an [`Outcome`] by a [`Method`];
//! [`Certificate::new`] writes down the outcome and the evidence; [`verify`] checks it with code that shares nothing with
//! the solvers but the problem itself; [`explain`] tells each side why.
//!
//! Everything here is a function of its arguments: chance enters only as the public seed in [`Rules`].
//!
//! | method | guarantees | source |
//! |---|---|---|
//! | [`Method::Deferred`] | stable; best of all stable outcomes for every seeker; truth is a best strategy for seekers | Gale & Shapley 1962; Dubins & Freedman 1981; with quotas Hafalir, Yenmez & Yildirim 2013 and Ehlers et al. 2014 |
//! | [`Method::DeferredPlaces`] | stable; best of all stable outcomes for the places | Gale & Shapley 1962 |
//! | [`Method::Serial`] | one pass by common order (平行志愿); truth is a best strategy | Svensson 1999 |
//! | [`Method::Floors`] | floors of regions met as far as any outcome could; see [`floors`] for the rest | after Fragiadakis et al. 2016, Fragiadakis & Troyan 2017, Kamada & Kojima 2015 |
//! | [`Method::Cheapest`] | most seekers placed, then least total cost | Jonker & Volgenant 1987 |
//! | [`Method::Lottery`] | order follows from the published list and the public seed alone | SHA-256 commitment |

mod builder;
mod canonical;
mod certificate;
mod cheapest;
mod choice;
mod completion;
mod deferred;
mod document;
mod draw;
pub mod explain;
mod finding;
pub mod floors;
mod market;
mod method;
mod outcome;
mod problem;
mod score;
mod serial;
mod table;
pub mod verify;

pub use builder::{Builder, Reading};
pub use canonical::{canonical, commitment};
pub use certificate::{
    Assigned, Certificate, Drawn, Evidence, FORMAT, Filled, FloorFilled, Last, Price, Reserved, read_certificate,
};
pub use document::{Document, FloorInput, PlaceInput, QuotaInput, SeekerInput, Wish, read_problem};
pub use draw::{digest, transcript};
pub use explain::{Explainer, explain_place, explain_seeker};

pub use finding::{Finding, Severity};
pub use market::Market;
pub use method::{Bound, Method, Rules, allot, allot_in};
pub use outcome::{NONE, Outcome, Proof};
pub use problem::{Preference, Problem, Quota};
pub use score::Score;
pub use table::read_tables;
pub use verify::verify;
