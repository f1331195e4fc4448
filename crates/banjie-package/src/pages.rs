//! The pages of `banjie explain`: one a code, with what is wrong, why it matters, a bad and a good example.
//!
//! A page is a Markdown file in `pages/`: the heading is the title, the text after it says why, the blocks after 错误 and
//! 正确 are the examples. The examples are laid over a small good package by the tests: the bad one must have the finding,
//! the good one must not. Adding a finding: add a line here, write its page, report it with `Findings::add`.

use banjie_model::finding::Severity;

use crate::{expression, findings::suggestion};

/// A finding code with its severity and page.
#[derive(Debug)]
pub struct Page {
    /// Kebab-case name, stable for ever.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// The page, in Markdown.
    pub text: &'static str,
}

impl Page {
    /// The title: the heading of the page.
    #[must_use]
    pub fn title(&self) -> &'static str {
        let heading = self.text.lines().next().unwrap_or_default();
        heading.trim_start_matches('#').trim()
    }
}

macro_rules! pages {
    ($($severity:ident { $($code:literal)* })*) => {
        &[$($(Page {
            code: $code,
            severity: Severity::$severity,
            text: include_str!(concat!("../pages/", $code, ".md")),
        },)*)*]
    };
}

/// All codes of this crate beside those of expressions.
pub const PAGES: &[Page] = pages! {
    Error {
        // files and keys
        "unreadable-file" "missing-package-file" "toml-syntax" "duplicate-key" "unknown-key" "missing-key" "wrong-type"
        "bad-choice" "bad-value" "blank-text" "empty-list" "repeated-name" "wrong-format" "bad-version" "bad-identifier"
        "reserved-name" "duplicate-definition"
        // names
        "unknown-need" "circular-needs" "unknown-role" "unknown-basis" "unknown-state" "unknown-field" "unknown-limit"
        "unknown-ledger" "unknown-code-list" "unknown-parent" "circular-parent" "unknown-document"
        // fields
        "bad-field-type" "list-without-fields" "fields-without-list" "nested-list" "formula-in-list" "unclassified-field" "required-formula"
        "two-origins" "circular-formula" "bad-lookup" "computed-field-set" "opened-not-date" "bad-pattern"
        // states and actions
        "no-start-state" "several-start-states" "unreachable-state" "state-without-exit" "hand-over-without-receiver" "unknown-action"
        "each-of-no-list" "creation-without-value" "unknown-trait" "nothing-to-remove"
        // duties, notices, services, allocations
        "bad-deadline" "not-a-reference" "notice-exposes" "notice-period" "notice-withdraw" "service-without-field" "service-states" "service-preset" "result-exposes" "result-without-identity" "result-release"
        "material-not-file" "result-not-taken"
        // limits
        "limit-never-ends" "limit-from-is-until" "zero-duration" "allowance-without-default" "allowance-after-default"
        "consequence-moment" "consequence-before-limit" "steps-exceed-whole" "part-of-itself" "limit-length" "due-not-date"
        "then-not-by-system" "then-never-possible" "then-needs-input"
        // decision tables
        "table-gap" "table-overlap" "unknown-column" "missing-output" "dated-order"
        // indicators
        "indicator-kind" "indicator-without-unit" "mixed-units" "circular-indicator" "on-not-date" "not-a-number" "bad-show"
        "not-countable" "sensitive-condition"
        // reports
        "report-without-front-matter" "template-syntax" "report-line" "report-unknown-indicator" "report-unknown-dimension"
        "report-unknown-attribute" "report-arithmetic"
        // documents
        "document-unknown-name" "report-image" "frame-incomplete" "frame-unknown-name" "frame-number"
        // scenarios
        "scenario-syntax" "scenario-unknown-record" "scenario-record-twice" "scenario-unknown-action" "scenario-unknown-org"
        "scenario-unknown-key" "scenario-unknown-indicator" "scenario-bad-value" "scenario-time-backwards"
    }
    Warning {
        "unknown-file" "file-name-differs" "unused-role" "unused-basis" "empty-code-list" "same-title" "law-with-brackets"
        "basis-without-version" "stale-basis" "unmasked-field" "mask-without-class" "optional-key-field" "number-without-sequence"
        "no-end-state" "exit-from-end" "consequence-order" "returns-without-hand-over" "system-action-never" "limit-without-basis" "pause-never-entered" "needless-roll"
        "supervise-without-limits" "table-without-basis" "unit-not-percent" "suppress-without-count" "scenario-empty" "service-not-followable" "service-asks-number"
    }
    Info {
        "unsupervised-state" "unused-table" "ledger-without-scenario" "action-without-scenario"
    }
};

/// The severity of a code.
#[must_use]
pub fn severity(code: &str) -> Option<Severity> {
    match PAGES.iter().find(|page| page.code == code) {
        Some(page) => Some(page.severity),
        None => expression::pages::page(code).map(|_| Severity::Error),
    }
}

/// All codes with severity and title, those of expressions included, by name.
#[must_use]
pub fn codes() -> Vec<(&'static str, Severity, &'static str)> {
    let own = PAGES.iter().map(|page| (page.code, page.severity, page.title()));
    let others = expression::pages::PAGES.iter().map(|page| (page.code, Severity::Error, page.title));
    let mut all: Vec<_> = own.chain(others).collect();
    // A code both speak of has one page: the one of this crate, which shows it in a file.
    all.sort_by_key(|(code, ..)| *code);
    all.dedup_by_key(|(code, ..)| *code);
    all
}

/// The page of a code, in Markdown.
///
/// # Errors
/// A Chinese message with the nearest code when there is none of that name.
pub fn explain(code: &str) -> Result<String, String> {
    if let Some(page) = PAGES.iter().find(|page| page.code == code) {
        return Ok(whole(
            code,
            page.severity,
            page.title(),
            page.text.split_once('\n').map_or("", |(_, rest)| rest).trim(),
        ));
    }
    if let Some(page) = expression::pages::page(code) {
        let body = format!("{}\n\n错误：\n\n```\n{}\n```\n\n正确：\n\n```\n{}\n```", page.why, page.bad, page.good);
        return Ok(whole(code, Severity::Error, page.title, &body));
    }
    let codes = codes();
    let names: Vec<&str> = codes.iter().map(|(name, ..)| *name).collect();
    let near = crate::findings::nearest(code, names.iter().copied());
    let parts: Vec<&str> = names.iter().copied().filter(|name| name.split('-').any(|part| part == code)).collect();
    Err(match near {
        Some(near) => format!("没有叫 {code} 的检查结果；是不是 {near}?"),
        None if !parts.is_empty() => {
            format!("没有叫 {code} 的检查结果；{}", suggestion(code, &parts).unwrap_or_default())
        }
        None => format!("没有叫 {code} 的检查结果；不带名字的 banjie explain 列出全部 {} 种", names.len()),
    })
}

fn whole(code: &str, severity: Severity, title: &str, body: &str) -> String {
    format!("# {code}:{title}\n\n级别：{}\n\n{body}\n", severity_zh(severity))
}

/// The Chinese word for a severity.
#[must_use]
pub fn severity_zh(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "错误",
        Severity::Warning => "警告",
        Severity::Info => "提示",
    }
}
