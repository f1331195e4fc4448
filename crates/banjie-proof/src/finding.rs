//! What the checks say: findings, relations, the report.

use crate::numbers::Figure;
use crate::text::Span;
use serde::Serialize;

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth a look; often right as it stands.
    Info,
    /// Probably wrong; the message names the reading under which it is right.
    Warning,
    /// No reasonable reading makes it right.
    Error,
}

impl Severity {
    /// The word on the screen.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Info => "提示",
            Self::Warning => "警告",
            Self::Error => "错误",
        }
    }
}

/// One remark about one place of the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Code of the rule; `explain` has its page.
    pub code: &'static str,
    /// How sure.
    pub severity: Severity,
    /// First character of the place.
    pub start: usize,
    /// One past its last character.
    pub end: usize,
    /// What is wrong, with the arithmetic.
    pub message: String,
    /// Other places the remark speaks of.
    pub related: Vec<Span>,
    /// The text to put in place of the span, where one follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

impl Finding {
    /// The place of the finding.
    #[must_use]
    pub const fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// Numbers that must agree, and whether they do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relation {
    /// `sum`, `share`, `growth`, `list`, `part`, `rank`, `calendar`, `average`, `completion`, `repeat`, `table`.
    pub kind: &'static str,
    /// Whether it holds within the rounding of what is printed.
    pub holds: bool,
    /// The numbers.
    pub spans: Vec<Span>,
}

/// All that was found in one document.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// Remarks in the order of the text.
    pub findings: Vec<Finding>,
    /// Relations recognised, also those that hold.
    pub relations: Vec<Relation>,
    /// Every number of the text.
    pub figures: Vec<Figure>,
}

impl Report {
    /// The gravest severity, or `None` when there is no finding: the caller's exit code follows it.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|f| f.severity).max()
    }

    /// How many findings of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }
}
