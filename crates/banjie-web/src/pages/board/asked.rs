//! What the address of a board asks for.

use banjie_model::{definition::Ledger, value::RecordId};
use banjie_office::boards::Ask;
use banjie_store::Column;
use chrono::{Datelike as _, Days, NaiveDate};
use serde::Deserialize;

use crate::{server::Viewer, text::board as t};

/// Working days that count as soon.
pub(super) const SOON: u32 = 3;
/// Choices of it.
pub(super) const SOONS: [u32; 4] = [1, 3, 5, 10];
/// Choices of the days the on-time rate is counted from; the first is the usual one, that of the weeks drawn beneath: it is full also in January.
pub(super) const SINCES: [(&str, &str); 4] =
    [("", t::SINCE_WEEKS), ("month", t::SINCE_MONTH), ("year", t::SINCE_YEAR), ("all", t::SINCE_ALL)];

/// The query of every page of the board; what is left out has its usual meaning.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Ledger, from the chooser.
    pub ledger: Option<String>,
    /// Organisation whose branches are the lines.
    pub org: Option<String>,
    /// Days the rate is counted from.
    pub since: Option<String>,
    /// Working days that count as soon.
    pub soon: Option<String>,
    /// `person`: by handler.
    pub by: Option<String>,
    /// Column of a cell.
    pub column: Option<String>,
    /// Line of a cell.
    pub line: Option<String>,
    /// Only what the line's organisation owns itself.
    pub own: Option<String>,
    /// Handler of a cell; empty: cases nobody holds.
    pub person: Option<String>,
    /// Page of cases.
    pub after: Option<RecordId>,
}

/// Kind of the organisations that are bureaus (code list `orgs.org_kind`).
const BUREAU: &str = "bureau";

/// The line of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// An organisation with all below it.
    Org(&'a str),
    /// Only what an organisation owns itself.
    Own(&'a str),
    /// A handler.
    Person(&'a str),
}

impl Asked {
    pub fn soon(&self) -> u32 {
        let asked = self.soon.as_deref().and_then(|text| text.parse().ok());
        asked.filter(|days| (1..=60).contains(days)).unwrap_or(SOON)
    }

    pub fn org(&self) -> Option<&str> {
        self.org.as_deref().filter(|org| !org.is_empty())
    }

    /// Key of the days the on-time rate is counted from.
    pub fn since(&self) -> &str {
        let asked = self.since.as_deref().unwrap_or_default();
        SINCES.iter().find(|(key, _)| *key == asked).map_or("", |(key, _)| key)
    }

    /// What the on-time rate is counted over.
    pub fn since_words(&self) -> &'static str {
        SINCES.iter().find(|(key, _)| *key == self.since()).map_or(t::SINCE_WEEKS, |(_, words)| words)
    }

    /// The question to the office.
    pub fn ask<'a>(&'a self, ledger: &'a str, today: NaiveDate) -> Ask<'a> {
        let since = match self.since() {
            "all" => None,
            "year" => NaiveDate::from_ymd_opt(today.year(), 1, 1),
            "month" => Some(today - Days::new(30)),
            _ => Some(today - Days::new(84)),
        };
        Ask { ledger, org: self.org(), soon: self.soon(), since }
    }

    /// Where no organisation was named: that of the bureau the viewer works in, not of every city he may see.
    /// Who does not see the whole bureau is shown what he sees.
    pub fn at_home(mut self, viewer: &Viewer, ledgers: &[&Ledger]) -> Asked {
        if self.org.is_none() {
            let orgs = viewer.snapshot.world().orgs;
            let mut at = orgs.get(&viewer.actor.org);
            while let Some(org) = at.filter(|org| &*org.kind != BUREAU) {
                at = org.parent.as_deref().and_then(|parent| orgs.get(parent));
            }
            let seen = |code: &str| ledgers.iter().all(|ledger| viewer.sees(ledger, code));
            self.org = at.filter(|bureau| seen(&bureau.code)).map(|bureau| bureau.code.to_string());
        }
        self
    }

    /// The same on another side: by office or by person.
    pub fn with_side(&self, by: &str) -> Asked {
        Asked { by: (!by.is_empty()).then(|| by.to_owned()), ..self.clone() }
    }

    /// The same below another organisation.
    pub fn below(&self, org: &str) -> Asked {
        Asked { org: Some(org.to_owned()), ..self.clone() }
    }

    /// Address of the board.
    pub fn board(&self, ledger: &str) -> String {
        address(&format!("/board/{ledger}"), &self.kept(true))
    }

    /// Address of the wall.
    pub fn wall(&self, ledger: &str) -> String {
        address(&format!("/board/{ledger}/wall"), &self.kept(false))
    }

    /// Address of the cases of a cell; no line: the total.
    pub fn cases(&self, ledger: &str, line: Option<Line<'_>>, column: Column) -> String {
        let mut pairs = self.kept(true);
        match line {
            None => {}
            Some(Line::Org(org)) => pairs.push(("line", org.to_owned())),
            Some(Line::Own(org)) => pairs.extend([("line", org.to_owned()), ("own", "1".to_owned())]),
            Some(Line::Person(account)) => pairs.push(("person", account.to_owned())),
        }
        pairs.push(("column", column.key().to_owned()));
        address(&format!("/board/{ledger}/cases"), &pairs)
    }

    /// Address of the page of cases after a record.
    pub fn next_cases(&self, ledger: &str, column: Column, after: RecordId) -> String {
        format!("{}&after={after}", self.cases(ledger, self.line(), column))
    }

    /// The line of the cell asked for; none: the total.
    pub fn line(&self) -> Option<Line<'_>> {
        let org = self.line.as_deref().filter(|org| !org.is_empty());
        let own = self.own.as_deref() == Some("1");
        match (self.person.as_deref(), org) {
            (Some(person), _) => Some(Line::Person(person)),
            (None, Some(org)) if own => Some(Line::Own(org)),
            (None, Some(org)) => Some(Line::Org(org)),
            (None, None) => None,
        }
    }

    /// What is kept from page to page.
    fn kept(&self, side: bool) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        pairs.extend(self.org().map(|org| ("org", org.to_owned())));
        if !self.since().is_empty() {
            pairs.push(("since", self.since().to_owned()));
        }
        if self.soon() != SOON {
            pairs.push(("soon", self.soon().to_string()));
        }
        if side {
            pairs.extend(self.by.as_deref().filter(|by| *by == "person").map(|by| ("by", by.to_owned())));
        }
        pairs
    }
}

fn address(path: &str, pairs: &[(&'static str, String)]) -> String {
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
