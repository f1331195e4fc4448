//! Scenarios: literate tests of a package, run by the functions that handle real cases, in memory, on their own clock.

use banjie_model::{
    Name,
    definition::{Library, Package},
    finding::Span,
    scenario::Scenario,
};

mod checks;
mod expect;
pub mod figures;
mod render;
mod rounds;
mod stage;
mod steps;

pub use figures::{FigureOracle, InMemoryFigures};
pub use render::render_outcomes;
pub use stage::Stage;

/// What became of one step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepOutcome {
    /// File of the scenario, relative to the package.
    pub file: Name,
    /// First heading of the file.
    pub title: Name,
    /// Line of the step in the file, from 1; 0 where the text is not at hand.
    pub line: usize,
    /// Where it stands, in bytes.
    pub span: Span,
    /// The step as written.
    pub text: Name,
    /// Passed, or what was different.
    pub verdict: Verdict,
}

impl StepOutcome {
    /// Whether all was as expected.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.verdict == Verdict::Passed
    }
}

/// Whether a step went as written.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// As expected.
    Passed,
    /// Differences from what was expected.
    Failed(Vec<Difference>),
    /// The step could not be carried out as written: an unknown record, a value that cannot be read.
    Broken(String),
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What was looked at: "filing.due", "办理结果".
    pub what: String,
    /// Expected.
    pub expected: String,
    /// Actual.
    pub actual: String,
}

/// Runs a scenario step by step; a failed step does not stop those after it. Before each step the scheduler lets fall
/// what is due up to its moment.
pub fn run(
    library: &Library,
    package: &Package,
    scenario: &Scenario,
    figures: &mut dyn FigureOracle,
) -> Vec<StepOutcome> {
    let text = package.files.iter().find(|(file, _)| *file == scenario.file).map(|(_, text)| &**text);
    let line_of = |span: Span| {
        let before = text.and_then(|t| t.get(..span.start));
        before.map_or(0, |t| t.bytes().filter(|b| *b == b'\n').count() + 1)
    };
    let mut play = steps::Play::new(library, package, scenario, figures);
    let outcome = |step: &banjie_model::scenario::Step| StepOutcome {
        file: scenario.file.clone(),
        title: scenario.title.clone(),
        line: line_of(step.span),
        span: step.span,
        text: step.text.clone(),
        verdict: play.step(step),
    };
    scenario.steps.iter().map(outcome).collect()
}
