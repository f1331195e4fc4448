//! Outcomes for the terminal.

use std::fmt::Write;

use super::{StepOutcome, Verdict};

/// Marks of a terminal; empty without colour.
struct Paint {
    red: &'static str,
    green: &'static str,
    dim: &'static str,
    bold: &'static str,
    plain: &'static str,
}

const COLOUR: Paint = Paint { red: "\x1b[31m", green: "\x1b[32m", dim: "\x1b[2m", bold: "\x1b[1m", plain: "\x1b[0m" };
const PLAIN: Paint = Paint { red: "", green: "", dim: "", bold: "", plain: "" };

/// All scenarios with their failures, like a diff, and the sum at the end: "通过 27，失败 0".
#[must_use]
pub fn render_outcomes(outcomes: &[StepOutcome], colour: bool) -> String {
    let paint = if colour { COLOUR } else { PLAIN };
    let mut text = String::new();
    for scenario in outcomes.chunk_by(|a, b| a.file == b.file) {
        render_scenario(&mut text, scenario, &paint);
    }
    let passed = outcomes.iter().filter(|o| o.passed()).count();
    let failed = outcomes.len() - passed;
    let tone = if failed == 0 { paint.green } else { paint.red };
    let _ = writeln!(text, "{}{tone}通过 {passed}，失败 {failed}{}", paint.bold, paint.plain);
    text
}

fn render_scenario(text: &mut String, steps: &[StepOutcome], paint: &Paint) {
    let Some(first) = steps.first() else { return };
    let failed = steps.iter().filter(|s| !s.passed()).count();
    let (mark, tone) = if failed == 0 { ("✓", paint.green) } else { ("✗", paint.red) };
    let _ = writeln!(
        text,
        "{tone}{mark}{} {} {}{}，{}步{}",
        paint.plain,
        first.title,
        paint.dim,
        first.file,
        steps.len(),
        paint.plain
    );
    for step in steps.iter().filter(|s| !s.passed()) {
        let _ = writeln!(text, "  {}{}:{}{}  {}", paint.bold, step.file, step.line, paint.plain, step.text);
        match &step.verdict {
            Verdict::Passed => {}
            Verdict::Broken(why) => {
                let _ = writeln!(text, "    {}! {why}{}", paint.red, paint.plain);
            }
            Verdict::Failed(differences) => {
                for d in differences {
                    let _ = writeln!(text, "    {}", d.what);
                    let _ = writeln!(text, "    {}- 期望 {}{}", paint.green, d.expected, paint.plain);
                    let _ = writeln!(text, "    {}+ 实际 {}{}", paint.red, d.actual, paint.plain);
                }
            }
        }
    }
}
