//! Reading conditions from a query string.

use banjie_model::{
    Name,
    definition::{Class, Field, FieldType},
    value::Value,
};

use super::{Condition, Filters, MOST_VALUES, Op, PLACES, Read, Subject, is_ordered, is_text};
use crate::{
    reading::{Entry, EntryFault, one_of},
    workbook::Cell,
};

/// Longest text looked for, in characters.
const LONGEST: usize = 100;
/// Most working days ahead.
const FARTHEST: u32 = 366;

impl Filters<'_> {
    /// Reads the pairs of a query string. What cannot be read is told and left out; order and place of the list
    /// (`sort`, `after` …) are somebody else's, and so are keys that begin with `_`.
    pub fn parse_query(&self, pairs: &[(String, String)]) -> (Vec<Condition>, Vec<EntryFault>) {
        let mut conditions: Vec<Condition> = Vec::new();
        let mut faults = Vec::new();
        for (key, text) in pairs {
            if text.trim().is_empty() || key.starts_with('_') || PLACES.contains(&key.as_str()) {
                continue;
            }
            match self.condition(key, text.trim()) {
                Ok(read) => {
                    if let Err(fault) = add(&mut conditions, read) {
                        faults.push(fault);
                    }
                }
                Err(fault) => faults.push(fault),
            }
        }
        (conditions, faults)
    }

    fn condition(&self, key: &str, text: &str) -> Read<Condition> {
        let (name, op) = match key.rsplit_once('.') {
            None => (key, Op::Is),
            Some((name, ending)) => match Op::parse(ending) {
                Some(op) => (name, op),
                None => return Err(self.unknown(key)),
            },
        };
        let Some(subject) = self.subject(name) else { return Err(self.unknown(name)) };
        let values = match (subject, op) {
            (_, Op::Missing) if missable(subject) => vec![Value::Bool(yes(text)?)],
            (Subject::Field(_, field), op) => self.of_field(field, op, text)?,
            (subject, op) => self.of_fact(subject, op, name, text)?,
        };
        Ok(Condition { field: name.into(), op, values })
    }

    fn unknown(&self, key: &str) -> EntryFault {
        let mut known: Vec<&str> = self.ledger.fields.iter().map(|f| &*f.name).collect();
        known.extend(["state", "org", "handler", "number", "opened", "closed", "changed", "due", "card", "q"]);
        let advice = format!("已忽略这个条件。{}", one_of(key, &known));
        EntryFault::new(format!("“{}”没有可筛选的“{key}”", self.ledger.title), advice)
    }

    fn of_field(&self, field: &Field, op: Op, text: &str) -> Read<Vec<Value>> {
        if field.class >= Class::Personal && !(op == Op::Is && self.plain) {
            return Err(personal(field, op, self.plain));
        }
        let allowed = match op {
            Op::Is | Op::Not => !matches!(field.ty, FieldType::List(_) | FieldType::File | FieldType::Files),
            Op::From | Op::To => is_ordered(&field.ty),
            Op::Has => is_text(&field.ty),
            Op::Below => matches!(field.ty, FieldType::Org),
            Op::Missing => true,
        };
        if !allowed {
            return Err(unfit(&field.title, op));
        }
        match op {
            Op::Has => Ok(vec![part(text)?]),
            Op::From | Op::To => Ok(vec![self.bound(field, text)?]),
            _ => self.several(text, is_text(&field.ty), &|text| self.value(field, text)),
        }
    }

    /// A bound of an instant may be a day.
    fn bound(&self, field: &Field, text: &str) -> Read<Value> {
        if field.ty == FieldType::DateTime {
            let day = Field { ty: FieldType::Date, ..field.clone() };
            if let Ok(value) = self.value(&day, text) {
                return Ok(value);
            }
        }
        self.value(field, text)
    }

    fn value(&self, field: &Field, text: &str) -> Read<Value> {
        let masked = || EntryFault::new(format!("“{text}”是打码后的值，不能用来筛选"), "请写完整的值。");
        match self.words.read(field, &Cell::Text(text.into()))? {
            Entry::Value(value) => Ok(value),
            Entry::Masked(_) => Err(masked()),
            Entry::Blank | Entry::Clear => {
                Err(EntryFault::new(format!("“{}”没有写值", field.title), "已忽略这个条件。"))
            }
        }
    }

    /// One value, or several parted by commas; a text with commas in it is one.
    fn several(&self, text: &str, whole: bool, read: &dyn Fn(&str) -> Read<Value>) -> Read<Vec<Value>> {
        let one = read(text);
        if whole || one.is_ok() || !text.contains([',', '，']) {
            return one.map(|value| vec![value]);
        }
        let parts = text.split([',', '，']).map(str::trim).filter(|part| !part.is_empty());
        parts.map(read).collect()
    }

    fn of_fact(&self, subject: Subject<'_>, op: Op, name: &str, text: &str) -> Read<Vec<Value>> {
        let date = |text: &str| self.words.date(text);
        match (subject, op) {
            (Subject::State, Op::Is | Op::Not) => self.several(text, false, &|text| self.state(text)),
            (Subject::Org, Op::Is | Op::Not | Op::Below) => {
                self.several(text, false, &|text| self.words.org(text).map(Value::Org))
            }
            (Subject::Handler, Op::Is | Op::Not) => self.several(text, false, &|text| match text {
                "me" | "我" => Ok(Value::Account(self.actor.account.clone())),
                text => self.words.account(text).map(Value::Account),
            }),
            (Subject::Number, Op::Is | Op::Has) | (Subject::Anything, Op::Is) => Ok(vec![part(text)?]),
            (Subject::Opened | Subject::Closed | Subject::Changed | Subject::Due, Op::From | Op::To) => {
                Ok(vec![date(text)?])
            }
            (Subject::Opened | Subject::Closed | Subject::Changed, Op::Is) => Ok(vec![date(text)?]),
            (Subject::Due, Op::Is) => self.several(text, false, &due),
            (Subject::Card, Op::Is) => self.several(text, false, &card),
            _ => Err(unfit(&self.title(name), op)),
        }
    }

    fn state(&self, text: &str) -> Read<Value> {
        let found = self.ledger.states.iter().find(|s| *s.name == *text || *s.title == *text);
        found.map(|s| Value::Code(s.name.clone())).ok_or_else(|| {
            let titles: Vec<&str> = self.ledger.states.iter().map(|s| &*s.title).collect();
            EntryFault::new(format!("没有“{text}”这个状态"), one_of(text, &titles))
        })
    }
}

/// Joins values of the same condition.
fn add(conditions: &mut Vec<Condition>, read: Condition) -> Read<()> {
    let same = conditions.iter_mut().find(|c| c.field == read.field && c.op == read.op);
    let Some(same) = same else {
        conditions.push(read);
        return Ok(());
    };
    match read.op {
        Op::From | Op::To | Op::Missing => same.values = read.values,
        _ => {
            for value in read.values {
                if !same.values.contains(&value) {
                    same.values.push(value);
                }
            }
        }
    }
    if same.values.len() > MOST_VALUES {
        same.values.truncate(MOST_VALUES);
        let problem = format!("“{}”选的值超过 {MOST_VALUES} 个，只用了前 {MOST_VALUES} 个", same.field);
        return Err(EntryFault::new(problem, "请少选几个，或改用范围。"));
    }
    Ok(())
}

fn missable(subject: Subject<'_>) -> bool {
    matches!(subject, Subject::Field(..) | Subject::State | Subject::Handler | Subject::Number | Subject::Closed)
}

fn yes(text: &str) -> Read<bool> {
    match text {
        "是" | "1" | "true" => Ok(true),
        "否" | "0" | "false" => Ok(false),
        _ => Err(EntryFault::new(format!("“{text}”看不出是“是”还是“否”"), "请写“是”（没有填写）或“否”（已填写）。")),
    }
}

fn part(text: &str) -> Read<Value> {
    let n = text.chars().count();
    if n > LONGEST {
        return Err(EntryFault::new(format!("要找的文字有 {n} 字，超过 {LONGEST} 字"), "请只写其中最特别的几个字。"));
    }
    Ok(Value::Text(text.into()))
}

fn due(text: &str) -> Read<Value> {
    let word = match text {
        "overdue" | "逾期" | "已逾期" => "overdue".to_owned(),
        "none" | "无" | "没有期限" => "none".to_owned(),
        "today" | "今天" => "0d".to_owned(),
        text => {
            let days = text.trim_end_matches("个工作日内").trim_end_matches(['d', '天', '日']);
            let days = days.parse::<u32>().ok().filter(|n| *n <= FARTHEST);
            let fault = || {
                let advice = format!(
                    "可写 overdue（已逾期）、3d（3 个工作日内到期，最多 {FARTHEST}）、none（没有在走的期限）。"
                );
                EntryFault::new(format!("“{text}”不是到期的条件"), advice)
            };
            format!("{}d", days.ok_or_else(fault)?)
        }
    };
    Ok(Value::Text(word.into()))
}

fn card(text: &str) -> Read<Value> {
    let word = match text {
        "yellow" | "黄牌" | "黄" => "yellow",
        "red" | "红牌" | "红" => "red",
        "referred" | "移送" | "已移送" => "referred",
        _ => {
            let advice = "可写 yellow（黄牌）、red（红牌）、referred（已移送）。";
            return Err(EntryFault::new(format!("“{text}”不是预警的条件"), advice));
        }
    };
    Ok(Value::Text(word.into()))
}

fn personal(field: &Field, op: Op, plain: bool) -> EntryFault {
    if plain && op != Op::Is {
        let problem = format!("“{}”是个人信息，只能按完整的值查找", field.title);
        return EntryFault::new(problem, "请写完整的值；不能按包含、范围或排除筛选。");
    }
    let problem = format!("“{}”是个人信息，您看到的是打码的值，不能按它筛选", field.title);
    EntryFault::new(problem, "请按其他字段筛选；确需查找某人，请由可查看完整信息的人员办理。")
}

fn unfit(title: &Name, op: Op) -> EntryFault {
    let what = match op {
        Op::Is => "不能按值筛选",
        Op::Not => "不能排除值",
        Op::From | Op::To => "没有大小先后，不能按范围筛选",
        Op::Has => "不是文字，不能按包含筛选",
        Op::Missing => "总是有值，不能按有无筛选",
        Op::Below => "不是机构，没有下级",
    };
    EntryFault::new(format!("“{title}”{what}"), "已忽略这个条件，请改用其他条件。")
}
