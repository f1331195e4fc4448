//! Conditions in words, for the chips above a list.

use banjie_model::{definition::FieldType, value::Value};

use super::{Condition, Filters, Op, Subject};
use crate::export::cell_text;

impl Filters<'_> {
    /// A condition in Chinese: `状态：已立案、已听证`, `发现日期：2025-01-01 起`, `已逾期`.
    #[must_use]
    pub fn describe(&self, condition: &Condition) -> String {
        let Some(subject) = self.subject(&condition.field) else { return String::new() };
        let title = self.title(&condition.field);
        let words: Vec<String> = condition.values.iter().map(|value| self.word(subject, value)).collect();
        let first = words.first().map_or("", String::as_str);
        let dated = condition.values.iter().any(|v| v.as_date().is_some());
        match (subject, condition.op) {
            (Subject::Due | Subject::Card, Op::Is) => words.join("或"),
            (_, Op::Is) => format!("{title}：{}", words.join("、")),
            (_, Op::Not) => format!("{title}：除{}外", words.join("、")),
            (_, Op::From) if dated => format!("{title}：{first} 起"),
            (_, Op::To) if dated => format!("{title}：到 {first} 止"),
            (_, Op::From) => format!("{title} ≥ {first}"),
            (_, Op::To) => format!("{title} ≤ {first}"),
            (_, Op::Has) => format!("{title}含“{}”", words.join("”或“")),
            (_, Op::Missing) if condition.values.first() == Some(&Value::Bool(true)) => format!("{title}：没有"),
            (_, Op::Missing) => format!("{title}：有"),
            (_, Op::Below) => format!("{title}：{}及下级", words.join("、")),
        }
    }

    fn word(&self, subject: Subject<'_>, value: &Value) -> String {
        let directory = &self.snapshot.directory;
        match (subject, value) {
            (Subject::Field(_, field), Value::Account(account)) if field.ty == FieldType::Account => {
                self.person(account)
            }
            (Subject::Field(_, field), value) => {
                let text = cell_text(self.snapshot, self.ledger, field, value);
                field.unit.as_ref().map_or(text.clone(), |unit| format!("{text} {unit}"))
            }
            (Subject::State, Value::Code(key)) => {
                self.ledger.state(key).map_or_else(|| key.to_string(), |s| s.title.to_string())
            }
            (Subject::Org, Value::Org(code)) => {
                directory.orgs.get(code).map_or_else(|| code.to_string(), |org| org.name.to_string())
            }
            (Subject::Handler, Value::Account(account)) => self.person(account),
            (Subject::Due, Value::Text(word)) => match &**word {
                "overdue" => "已逾期".to_owned(),
                "none" => "没有在走的期限".to_owned(),
                "0d" => "今天到期".to_owned(),
                days => format!("{} 个工作日内到期", days.trim_end_matches('d')),
            },
            (Subject::Card, Value::Text(word)) => match &**word {
                "yellow" => "现挂黄牌".to_owned(),
                "red" => "现挂红牌".to_owned(),
                _ => "已移送".to_owned(),
            },
            (_, Value::Date(day)) => day.to_string(),
            (_, value) => super::written(value),
        }
    }

    fn person(&self, account: &str) -> String {
        let person = self.snapshot.directory.people.get(account);
        person.map_or_else(|| account.to_owned(), |person| person.name.to_string())
    }
}
