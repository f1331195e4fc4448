//! What is wrong in an input or a certificate, where, and what to do.

use std::fmt;

use serde::Serialize;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Works, but probably not what was meant.
    Warning,
    /// Cannot be used, or is not true.
    Error,
}

/// One finding. The message stands alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Kebab-case name of the fault, stable for ever.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// Where, as a path into the file or the name of whom it concerns.
    pub at: String,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
}

impl Finding {
    /// An error.
    pub fn error(code: &'static str, at: impl Into<String>, message: impl Into<String>) -> Finding {
        Finding { code, severity: Severity::Error, at: at.into(), message: message.into() }
    }

    /// A warning.
    pub fn warning(code: &'static str, at: impl Into<String>, message: impl Into<String>) -> Finding {
        Finding { severity: Severity::Warning, ..Finding::error(code, at, message) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Warning => "提醒",
            Severity::Error => "错误",
        };
        write!(f, "{severity}[{}] {}：{}", self.code, self.at, self.message)
    }
}

/// True when one of them is an error.
pub(crate) fn any_error(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}
