//! Collecting findings: severity comes from the table of codes, so a code can't be reported in two ways.

use banjie_model::finding::{Finding, Fix, Severity, Span, Spot};

use crate::{pages, weave};

/// The findings of one reading.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    /// Where the ledger at hand takes in traits.
    uses: Vec<Spot>,
}

/// A finding just added, to be told more about.
pub(crate) struct Added<'a>(&'a mut Finding);

impl Findings {
    /// Adds a finding.
    pub(crate) fn add(&mut self, code: &'static str, spot: Spot, message: impl Into<String>) -> Added<'_> {
        debug_assert!(pages::severity(code).is_some(), "the code {code} has no page");
        let severity = pages::severity(code).unwrap_or(Severity::Error);
        let related = if weave::is_trait(&spot.file) { self.uses.clone() } else { Vec::new() };
        self.push(Finding { code, severity, message: message.into(), spot, related, help: None, fix: None })
    }

    /// From here on the findings are about a ledger that takes in traits at these places.
    pub(crate) fn about(&mut self, uses: &[Spot]) {
        self.uses = uses.to_vec();
    }

    /// Adds a finding made elsewhere.
    pub(crate) fn push(&mut self, finding: Finding) -> Added<'_> {
        let at = self.list.len();
        self.list.push(finding);
        Added(&mut self.list[at])
    }

    /// All, in the order of files and places; the same fault at the same place once.
    pub(crate) fn into_sorted(mut self) -> Vec<Finding> {
        self.list.sort_by(|a, b| {
            (&a.spot.file, a.spot.span.start, a.spot.span.end, a.code, &a.message).cmp(&(
                &b.spot.file,
                b.spot.span.start,
                b.spot.span.end,
                b.code,
                &b.message,
            ))
        });
        self.list.dedup_by(|a, b| {
            let same = a.spot == b.spot && a.code == b.code && a.message == b.message;
            if same {
                let more = std::mem::take(&mut a.related).into_iter().filter(|spot| !b.related.contains(spot));
                b.related.extend(more.collect::<Vec<_>>());
            }
            same
        });
        self.list
    }
}

impl Added<'_> {
    /// What to do.
    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// What to do, if there is something to say.
    pub(crate) fn help_if(self, help: Option<String>) -> Self {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }

    /// A word beside the mark.
    pub(crate) fn label(self, label: impl Into<String>) -> Self {
        self.0.spot.label = label.into();
        self
    }

    /// Another place that explains it.
    pub(crate) fn see(self, spot: Spot) -> Self {
        self.0.related.push(spot);
        self
    }

    /// The text that mends it, put in another place of the same file.
    pub(crate) fn fix_at(self, span: Span, with: impl Into<String>) -> Self {
        self.0.fix = Some(Fix { file: self.0.spot.file.clone(), span, with: with.into() });
        self
    }

    /// The text that mends it, put in the place of the finding.
    pub(crate) fn fix(self, with: impl Into<String>) -> Self {
        self.0.fix = Some(Fix { file: self.0.spot.file.clone(), span: self.0.spot.span, with: with.into() });
        self
    }
}

/// The allowed word nearest to a misspelt one.
pub(crate) fn nearest<'a>(word: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = match word.chars().count() {
        0..=3 => 1,
        4..=7 => 2,
        _ => 3,
    };
    allowed
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// "是不是想写 `x`?可用：…" for a word that is not among the allowed ones.
pub(crate) fn suggestion(word: &str, allowed: &[&str]) -> Option<String> {
    const SHOWN: usize = 16;
    let near = nearest(word, allowed.iter().copied());
    let mut list = allowed.iter().take(SHOWN).map(|a| format!("`{a}`")).collect::<Vec<_>>().join("、");
    if allowed.len() > SHOWN {
        list.push_str(&format!(" 等 {} 个", allowed.len()));
    }
    match (near, allowed.is_empty()) {
        (_, true) => None,
        (Some(near), false) => Some(format!("是不是想写 `{near}`?可用：{list}")),
        (None, false) => Some(format!("可用：{list}")),
    }
}
