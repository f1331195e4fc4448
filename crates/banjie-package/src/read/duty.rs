//! Duties. Their ledgers of obligations are read with the other ledgers.

use banjie_model::{
    definition::{Duty, DutyDeadline, Every, Ledger},
    expr::{TimeUnit, Ty},
};
use chrono::{NaiveTime, Weekday};

use super::{Builder, ledger::duplicate};
use crate::{
    expression::{TypeScope, field_ty, parse_duration},
    findings::Findings,
    tree::At,
};

impl Builder<'_> {
    /// All duties.
    pub(super) fn duties(&mut self, findings: &mut Findings) {
        let folder = self.folder;
        for at in folder.duties.iter().flat_map(|d| d.at().get("duties")).flat_map(At::entries) {
            if self.package.duties.contains_key(at.name) {
                duplicate(At { name: "", ..at }, "", "义务", at.name, findings);
                continue;
            }
            match self.duty(at, findings) {
                Some(duty) => {
                    self.package.duties.insert(duty.name.clone(), duty);
                }
                None => {
                    self.broken.insert(at.name.into());
                }
            }
        }
    }

    fn duty(&self, at: At<'_>, findings: &mut Findings) -> Option<Duty> {
        let each = at.get("each").and_then(|each| self.expression(each, &self.base_scope(), Some(Ty::Bool), findings));
        let files = at.get("files").and_then(|files| self.ledger_at(files, findings));
        let every = at.text_at("every").and_then(|text| every(&text));
        let by = at.get("by").and_then(|by| deadline(by, every, findings));
        let since = at.date_at("since");
        if let (Some(since), Some(until)) = (since, at.date_at("until"))
            && until < since
        {
            super::field::bad_value(at.reach(&["until"]), "义务还没有开始就结束了", findings);
        }
        let files = files?;
        let on = at.get("on").and_then(|on| self.date_field(on, &files, findings));
        let scope = TypeScope { ledger: Some(self.ledger_scope(&files)), ..self.base_scope() };
        let filter = at.get("where").and_then(|w| self.expression(w, &scope, Some(Ty::Bool), findings));
        Some(Duty {
            name: at.name.into(),
            title: at.text_at("title").unwrap_or_else(|| at.name.into()),
            each: each?,
            files: files.key.clone(),
            on,
            filter,
            every: every?,
            by: by?,
            since: since?,
            until: at.date_at("until"),
            excused_by: at.texts_at("excused_by"),
            basis: at.text_at("basis"),
            help: at.text_at("help"),
        })
    }

    fn date_field(&self, at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Option<usize> {
        let index = self.field_of(at, ledger, findings)?;
        if matches!(field_ty(&ledger.fields[index].ty), Ty::Date | Ty::DateTime) {
            return Some(index);
        }
        let dates = ledger.fields.iter().filter(|f| matches!(field_ty(&f.ty), Ty::Date | Ty::DateTime));
        findings
            .add("on-not-date", at.spot(), format!("字段“{}”不是日期", ledger.fields[index].title))
            .help(format!("可用：{}；不写则按录入的日期", dates.map(|f| &*f.name).collect::<Vec<_>>().join("、")));
        None
    }
}

/// Words for periods; others have their finding from the shape.
fn every(text: &str) -> Option<Every> {
    Some(match text {
        "school day" => Every::SchoolDay,
        "working day" => Every::WorkingDay,
        "day" => Every::Day,
        "week" => Every::Week,
        "school week" => Every::SchoolWeek,
        "month" => Every::Month,
        "quarter" => Every::Quarter,
        "half year" => Every::HalfYear,
        "term" => Every::Term,
        "year" => Every::Year,
        _ => return None,
    })
}

fn deadline(at: At<'_>, every: Option<Every>, findings: &mut Findings) -> Option<DutyDeadline> {
    let text = at.text()?;
    let found = read_deadline(text);
    let message = match (&found, every) {
        (None, _) => format!("看不懂报送期限 \"{text}\""),
        (Some(DutyDeadline::Weekday(..)), Some(every)) if !matches!(every, Every::Week | Every::SchoolWeek) => {
            "只有每周的义务才能写星期几".to_string()
        }
        _ => return found,
    };
    findings.add("bad-deadline", at.spot(), message).help(
        "写期间最后一天的钟点 \"16:00\"，每周的写星期几 \"friday 17:00\"，期间之后的写 \"5 working days after\" 或 \"10 days after\"",
    );
    None
}

fn read_deadline(text: &str) -> Option<DutyDeadline> {
    let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
    if let Some(time) = time(text) {
        return Some(DutyDeadline::LastDay(time));
    }
    if let Some(length) = text.strip_suffix(" after") {
        let length = parse_duration(length).ok()?;
        return match length.unit {
            TimeUnit::WorkingDays => Some(DutyDeadline::WorkingDaysAfter(length.n)),
            TimeUnit::Days => Some(DutyDeadline::DaysAfter(length.n)),
            _ => None,
        };
    }
    let (day, at) = text.split_once(' ')?;
    Some(DutyDeadline::Weekday(day.parse::<Weekday>().ok()?, time(at)?))
}
