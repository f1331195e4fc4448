//! `show`: one record with its clocks and its history.

use std::{fmt::Write as _, process::ExitCode};

use anyhow::Result;
use banjie_desk::{
    Snapshot, Target,
    ports::{Store as _, StoredEvent},
};
use banjie_engine::{due_words, values};
use banjie_model::{
    Name,
    case::{Case, Effect, LimitRun},
    definition::{Field, FieldType, Ledger},
    value::Value,
};
use banjie_office::readings::plain_case;
use banjie_papers::plain::{Align, TextTable};

use super::readings::purpose;
use crate::{
    cli::{Format, record::Show},
    context::Context,
};

/// Shows a record; plain values are logged before they are shown.
pub fn run(context: &Context, options: &Show) -> Result<ExitCode> {
    let purpose = if options.plain { Some(purpose(options.purpose.as_deref())?) } else { None };
    let (page, json) = context.wait(async {
        let desk = context.desk().await?;
        let actor = context.actor(&desk)?;
        let ledger = desk.ledger(&options.ledger)?;
        let target = Target::parse(&options.record);
        let case = match &purpose {
            Some(purpose) => plain_case(&desk, &actor, context.now, (&ledger.key, &target), Some(&**purpose)).await?,
            None => desk.case(&ledger.key, &target, &actor).await?,
        };
        let events = desk.store().events(&ledger, case.record.id).await?;
        let snapshot = desk.snapshot();
        let view = View { snapshot: &snapshot, ledger: &ledger, case: &case, events: &events, plain: options.plain };
        anyhow::Ok((view.text(), view.json()))
    })?;
    match options.format {
        Format::Text => print!("{page}"),
        Format::Json => println!("{}", serde_json::to_string_pretty(&json)?),
    }
    Ok(ExitCode::SUCCESS)
}

/// A record to be shown.
struct View<'a> {
    snapshot: &'a Snapshot,
    ledger: &'a Ledger,
    case: &'a Case,
    events: &'a [StoredEvent],
    plain: bool,
}

impl View<'_> {
    fn text(&self) -> String {
        let record = &self.case.record;
        let number = record.number.as_deref().map_or_else(String::new, |number| format!(" {number}"));
        let mut page = format!("{}{number}（#{}，第 {} 版）\n", self.ledger.title, record.id, record.version);
        let mut facts = vec![format!("单位：{}", self.org(&record.org))];
        facts.extend(record.state.as_deref().map(|state| format!("环节：{}", self.state(state))));
        facts.extend(record.handler.as_deref().map(|account| format!("经办人：{}", self.person(account))));
        facts.push(format!("登记：{}", record.opened_at.date()));
        facts.extend(record.closed_at.map(|at| format!("办结：{}", at.date())));
        let _ = writeln!(page, "{}", facts.join("  "));
        let mut groups: Vec<Option<&Name>> = Vec::new();
        for field in &self.ledger.fields {
            if !groups.contains(&field.group.as_ref()) {
                groups.push(field.group.as_ref());
            }
        }
        for group in groups {
            let _ = writeln!(page, "\n【{}】", group.map_or("内容", |group| group));
            let values = self.ledger.fields.iter().zip(&record.values);
            for (field, value) in values.filter(|(field, _)| field.group.as_ref() == group) {
                self.field(&mut page, field, value);
            }
        }
        if !self.case.runs.is_empty() {
            let _ = write!(page, "\n【时限】\n{}", self.clocks().render());
        }
        let _ = write!(page, "\n【经过】\n{}", self.history().render());
        page
    }

    fn field(&self, page: &mut String, field: &Field, value: &Value) {
        let (FieldType::List(fields), Value::List(rows)) = (&field.ty, value) else {
            let _ = writeln!(page, "{}：{}", field.title, self.value(field, value));
            return;
        };
        let _ = writeln!(page, "{}：{} 行", field.title, rows.len());
        for (n, row) in rows.iter().enumerate() {
            let cells = fields.iter().zip(row).filter(|(_, value)| !matches!(value, Value::Missing));
            // What stands in a personal list is personal.
            let text = |inner: &Field, value: &Value| match field.class > inner.class {
                true => self.value(&Field { class: field.class, ..inner.clone() }, value),
                false => self.value(inner, value),
            };
            let cells: Vec<String> =
                cells.map(|(inner, value)| format!("{} {}", inner.title, text(inner, value))).collect();
            let _ = writeln!(page, "  {}. {}", n + 1, cells.join("，"));
        }
    }

    /// A value in words, masked unless plain values were asked for.
    fn value(&self, field: &Field, value: &Value) -> String {
        let world = self.snapshot.world();
        if let Value::Account(account) = value {
            return self.person(account);
        }
        match self.plain {
            true => values::show(&world, self.ledger, field, value),
            false => values::masked(&world, self.ledger, field, value),
        }
    }

    fn clocks(&self) -> TextTable {
        let row = |run: &LimitRun| {
            let limit = self.ledger.limits.iter().find(|limit| limit.name == run.key.limit);
            let title = limit.map_or(&run.key.limit, |limit| &limit.title);
            let ended = match &run.ended {
                Some(end) if end.met && end.at <= run.due_at => format!("{} 按时", end.at.date()),
                Some(end) if end.met => format!("{} 逾期", end.at.date()),
                Some(end) => format!("{} 不再适用", end.at.date()),
                None => String::new(),
            };
            let fallen: Vec<&str> = run.fired.iter().map(|fired| fired.kind.zh()).collect();
            vec![
                title.to_string(),
                run.started_at.date().to_string(),
                due_words(self.ledger, run),
                ended,
                fallen.join("、"),
            ]
        };
        table(&["时限", "起算", "到期", "办结", "督办"], self.case.runs.iter().map(row).collect())
    }

    fn history(&self) -> TextTable {
        let row = |stored: &StoredEvent| {
            let event = &stored.event;
            // At its creation a record has all its values for the first time: naming them says nothing.
            let created = |effect: &&Effect| &*event.action == "create" && matches!(effect, Effect::Changed { .. });
            let effects = event.effects.iter().filter(|effect| !created(effect));
            let mut told: Vec<String> = effects.filter_map(|effect| self.effect(effect)).collect();
            told.extend(event.note.as_deref().map(|note| format!("“{note}”")));
            vec![
                event.at.format("%Y-%m-%d %H:%M").to_string(),
                self.action(&event.action),
                self.person(&event.actor),
                told.join("；"),
            ]
        };
        table(&["时间", "办理", "办理人", "结果"], self.events.iter().map(row).collect())
    }

    fn action(&self, name: &str) -> String {
        let own = self.ledger.actions.iter().find(|action| &*action.name == name);
        let known = ACTIONS.iter().find(|(key, _)| *key == name).map(|(_, zh)| (*zh).to_owned());
        own.map(|action| action.title.to_string()).or(known).unwrap_or_else(|| name.to_owned())
    }

    /// What an event did; clocks stand in a table of their own.
    fn effect(&self, effect: &Effect) -> Option<String> {
        Some(match effect {
            Effect::Moved { from: Some(from), to } => format!("{} → {}", self.state(from), self.state(to)),
            Effect::Moved { from: None, to } => self.state(to),
            Effect::Changed { fields } => {
                let titles = fields.iter().map(|name| self.ledger.field(name).map_or(&**name, |(_, f)| &f.title));
                format!("改：{}", titles.collect::<Vec<_>>().join("、"))
            }
            Effect::Fell { kind, .. } => kind.zh().to_owned(),
            Effect::Withdrawn { kind, .. } => format!("撤回{}", kind.zh()),
            Effect::HandedOver(over) => format!("{} → {}", self.org(&over.from), self.org(&over.to)),
            Effect::Excepted { guard } => format!("例外：{guard}"),
            Effect::Created { ledger, record, number } => {
                let title = self.snapshot.library().ledger(ledger).map_or(&**ledger, |ledger| &ledger.title);
                let number = number.as_deref().map_or_else(|| format!("#{record}"), str::to_owned);
                format!("新建{title} {number}")
            }
            _ => return None,
        })
    }

    fn state(&self, name: &str) -> String {
        self.ledger.state(name).map_or_else(|| name.to_owned(), |state| state.title.to_string())
    }

    fn org(&self, code: &str) -> String {
        self.snapshot.world().orgs.get(code).map_or_else(|| code.to_owned(), |org| org.name.to_string())
    }

    fn person(&self, account: &str) -> String {
        let people = &self.snapshot.directory.people;
        people.get(account).map_or_else(|| account.to_owned(), |person| person.name.to_string())
    }

    fn json(&self) -> serde_json::Value {
        let record = &self.case.record;
        let fields: serde_json::Map<String, serde_json::Value> = self
            .ledger
            .fields
            .iter()
            .zip(&record.values)
            .map(|(field, value)| {
                let mut text = String::new();
                self.field(&mut text, field, value);
                let text = text.trim_end().strip_prefix(&format!("{}：", field.title)).unwrap_or_default().to_owned();
                (field.name.to_string(), text.into())
            })
            .collect();
        serde_json::json!({
            "ledger": self.ledger.key,
            "record": record.id,
            "number": record.number,
            "version": record.version,
            "org": record.org,
            "state": record.state,
            "handler": record.handler,
            "opened_at": record.opened_at,
            "closed_at": record.closed_at,
            "plain": self.plain,
            "fields": fields,
            "runs": self.case.runs,
            "events": self.events.iter().map(|stored| &stored.event).collect::<Vec<_>>(),
        })
    }
}

/// What is not an action of the ledger, in Chinese.
const ACTIONS: [(&str, &str); 8] = [
    ("create", "登记"),
    ("edit", "更正"),
    ("assign", "指派"),
    ("hand_over", "移送"),
    ("suspend", "中止"),
    ("resume", "恢复"),
    ("extend", "延期"),
    ("tick", "督办"),
];

fn table(heads: &[&str], rows: Vec<Vec<String>>) -> TextTable {
    TextTable { head: heads.iter().map(|head| ((*head).to_owned(), Align::Left)).collect(), rows, total: None }
}
