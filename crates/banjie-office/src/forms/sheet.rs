//! A record as its documents see it: words for every field, fact and limit, masked unless the document prints plain values.

use std::collections::HashMap;

use banjie_desk::ports::{Store as _, StoreResult};
use banjie_engine::values;
use banjie_model::{
    Name,
    calendar::date_zh,
    case::{LimitRun, Record},
    definition::{Class, Field, FieldType, Mask},
    national::{mask_address, mask_bank, mask_id_card, mask_name, mask_phone},
    value::Value,
};
use banjie_papers::record::{Sheet, Shown};
use chrono::NaiveDate;

use super::Room;

/// The field that names the party, where a ledger has it; else the first personal name.
const PARTY: &str = "party";

/// The sheet of a record, without the document's number.
pub(super) async fn of(room: &Room<'_>, record: &Record) -> StoreResult<Sheet> {
    let ledger = &room.ledger;
    let mut values: HashMap<Name, Shown> = facts(room, record);
    let runs = room.desk.store().runs(ledger, &[record.id]).await?.remove(&record.id).unwrap_or_default();
    for limit in &ledger.limits {
        let run = runs.iter().rfind(|run| run.key.limit == limit.name);
        values.insert(limit.name.clone(), limit_facts(&limit.title, run));
    }
    let numbers = references(room, record).await?;
    for (field, value) in ledger.fields.iter().zip(&record.values) {
        values.insert(field.name.clone(), shown(room, field, value, &numbers));
    }
    let party = ledger.field(PARTY).map(|(_, field)| field).or_else(|| {
        ledger.fields.iter().find(|field| field.class >= Class::Personal && field.mask == Some(Mask::Name))
    });
    let served = match party.and_then(|field| values.get(&field.name)) {
        Some(Shown::One { text, .. }) => text.clone(),
        _ => String::new(),
    };
    Ok(Sheet {
        values,
        number: None,
        dated: room.dated(record).unwrap_or_else(|| room.now.date()),
        served,
        at: (room.now, record.from_seq),
    })
}

fn one(title: &str, text: String, value: Value) -> Shown {
    Shown::One { title: title.into(), text, value }
}

fn day(title: &str, date: Option<NaiveDate>) -> Shown {
    one(title, date.map(date_zh).unwrap_or_default(), date.map_or(Value::Missing, Value::Date))
}

fn facts(room: &Room<'_>, record: &Record) -> HashMap<Name, Shown> {
    let world = room.snapshot.world();
    let text = |title: &str, text: String| {
        let value = if text.is_empty() { Value::Missing } else { Value::text(&text) };
        one(title, text, value)
    };
    let state = record.state.as_deref().unwrap_or_default();
    let state_title = room.ledger.state(state).map_or_else(String::new, |state| state.title.to_string());
    let org = world.orgs.get(&record.org).map_or_else(|| record.org.to_string(), |org| org.name.to_string());
    let facts = [
        ("number", text("编号", record.number.as_deref().unwrap_or_default().to_owned())),
        ("org", one("所属单位", org, Value::Org(record.org.clone()))),
        ("state", one("环节", state_title, record.state.clone().map_or(Value::Missing, Value::Code))),
        ("handler", text("经办人", record.handler.as_deref().map(|a| person(room, a)).unwrap_or_default())),
        ("opened_on", day("登记日期", Some(record.opened_at.date()))),
        ("closed_on", day("办结日期", record.closed_at.map(|at| at.date()))),
        ("today", day("打印日期", Some(room.now.date()))),
    ];
    facts.into_iter().map(|(name, shown)| (name.into(), shown)).collect()
}

fn limit_facts(title: &str, run: Option<&LimitRun>) -> Shown {
    let due = run.map(|run| run.due_at.date());
    let started = run.map(|run| run.started_at.date());
    let ended = run.and_then(|run| run.ended.as_ref()).map(|end| end.at.date());
    let group = [
        ("due_on", day(&format!("{title}到期日"), due)),
        ("started_on", day(&format!("{title}起算日"), started)),
        ("ended_on", day(&format!("{title}办结日"), ended)),
    ];
    Shown::Group(group.into_iter().map(|(name, shown)| (name.into(), shown)).collect())
}

fn person(room: &Room<'_>, account: &str) -> String {
    room.snapshot.directory.people.get(account).map_or_else(|| account.to_owned(), |person| person.name.to_string())
}

/// Numbers of the records this one refers to, by field.
async fn references(room: &Room<'_>, record: &Record) -> StoreResult<HashMap<Name, String>> {
    let mut numbers = HashMap::new();
    for (field, value) in room.ledger.fields.iter().zip(&record.values) {
        let (FieldType::Ref(key), Value::Ref(id)) = (&field.ty, value) else { continue };
        let Some(other) = room.snapshot.library().ledger(key) else { continue };
        if let Some(case) = room.desk.store().case(other, *id).await? {
            numbers.insert(field.name.clone(), values::label(&room.snapshot.world(), other, &case.record));
        }
    }
    Ok(numbers)
}

fn shown(room: &Room<'_>, field: &Field, value: &Value, numbers: &HashMap<Name, String>) -> Shown {
    if let (FieldType::List(fields), Value::List(rows)) = (&field.ty, value) {
        let row = |row: &Vec<Value>| {
            let cells = fields.iter().zip(row);
            cells.map(|(field, value)| (field.name.clone(), shown(room, field, value, numbers))).collect()
        };
        return Shown::Rows(rows.iter().map(row).collect());
    }
    let text = match value {
        Value::Account(account) => person(room, account),
        Value::Ref(_) => numbers.get(&field.name).cloned().unwrap_or_default(),
        other => values::show(&room.snapshot.world(), &room.ledger, field, other),
    };
    let masked = !room.definition.plain && field.class >= Class::Personal && !text.is_empty();
    let text = if masked { mask(field, &text) } else { text };
    one(&field.title, text, value.clone())
}

fn mask(field: &Field, text: &str) -> String {
    match field.mask {
        Some(Mask::Name) => mask_name(text),
        Some(Mask::IdCard) => mask_id_card(text),
        Some(Mask::Phone) => mask_phone(text),
        Some(Mask::Bank) => mask_bank(text),
        Some(Mask::Address) => mask_address(text),
        Some(Mask::All) | None => "***".to_owned(),
    }
}
