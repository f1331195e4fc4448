//! What a person does with one record, from the texts they typed.

use banjie_engine::Clock;
use banjie_model::{
    Name,
    case::{Actor, Command, What},
    definition::{Field, Ledger},
    expr::{Duration, TimeUnit},
    refusal::{FieldFault, Refusal, RefusalCode},
    value::{RecordId, Value},
};
use indexmap::IndexMap;

use crate::{
    batch::Done,
    desk::{Desk, Target},
    directory::default_owner,
    error::{DeskError, DeskResult},
    import::references_in,
    ports::Store,
    reading::{Entry, RefNumbers, Words, masked_fault, one_of, read_moment},
    snapshot::Snapshot,
    workbook::Cell,
};

/// Who acts, when, and with what remark.
#[derive(Clone, Debug)]
pub struct Call {
    /// Who.
    pub actor: Actor,
    /// When it happened and when it is entered.
    pub clock: Clock,
    /// Reason or remark.
    pub reason: Option<Name>,
    /// Version the actor has seen; none: whatever is current.
    pub expected_version: Option<u32>,
}

impl Call {
    /// A call without remark, on whatever is current.
    pub fn new(actor: Actor, clock: Clock) -> Call {
        Call { actor, clock, reason: None, expected_version: None }
    }
}

/// `字段=值`, as typed.
pub type Typed = [(String, String)];

impl<S: Store> Desk<S> {
    /// Registers a new record. `org` is the owner organisation by code or name; none: the actor's own. The key `number`
    /// (编号) brings an old number along.
    ///
    /// # Errors
    /// A refusal with all bad values at once, or by a rule.
    pub async fn create(&self, ledger: &str, typed: &Typed, org: Option<&str>, call: &Call) -> DeskResult<Done> {
        let snapshot = self.snapshot();
        let definition = snapshot.ledger(ledger)?;
        let is_number = |key: &str| definition.field(key).is_none() && matches!(key, "number" | "编号");
        let number = typed.iter().find(|(key, _)| is_number(key)).map(|(_, v)| Name::from(v.trim()));
        let rest: Vec<_> = typed.iter().filter(|(key, _)| !is_number(key)).cloned().collect();
        let values = self.values(&snapshot, definition, &rest).await?;
        let org = match org {
            Some(text) => Some(receiver(&snapshot, text)?),
            None if call.actor.org.is_empty() => default_owner(&snapshot.directory.orgs, definition, &values),
            None => None,
        };
        self.send(definition, RecordId(0), What::Create { org, number, values }, call).await
    }

    /// Takes an action declared in the package. `to_org` is the receiving organisation of a hand-over, by code or name.
    ///
    /// # Errors
    /// As [`Desk::create`].
    pub async fn act(
        &self,
        ledger: &str,
        target: &Target,
        action: &str,
        typed: &Typed,
        to_org: Option<&str>,
        call: &Call,
    ) -> DeskResult<Done> {
        let snapshot = self.snapshot();
        let definition = snapshot.ledger(ledger)?;
        let action = action_name(definition, action)?;
        let record = self.find(definition, target).await?;
        let values = self.values(&snapshot, definition, typed).await?;
        let to_org = to_org.map(|text| receiver(&snapshot, text)).transpose()?;
        self.send(definition, record, What::Act { action, values, to_org }, call).await
    }

    /// Corrects values without moving the case. `(清空)` or an empty value takes a value away.
    ///
    /// # Errors
    /// As [`Desk::create`].
    pub async fn edit(&self, ledger: &str, target: &Target, typed: &Typed, call: &Call) -> DeskResult<Done> {
        let snapshot = self.snapshot();
        let definition = snapshot.ledger(ledger)?;
        let record = self.find(definition, target).await?;
        let values = self.values(&snapshot, definition, typed).await?;
        self.send(definition, record, What::Edit { values }, call).await
    }

    /// Names the handler, by account or, where only one has it, by name.
    ///
    /// # Errors
    /// As [`Desk::create`].
    pub async fn assign(&self, ledger: &str, target: &Target, handler: &str, call: &Call) -> DeskResult<Done> {
        let snapshot = self.snapshot();
        let definition = snapshot.ledger(ledger)?;
        let record = self.find(definition, target).await?;
        let people = &snapshot.directory.people;
        let handler = match people.find(handler.trim()) {
            Some(person) => person.account.clone(),
            None if people.is_empty() => handler.trim().into(),
            None => {
                let message = format!("没有账号或姓名为“{handler}”的人员，或同名的不止一人。请写账号。");
                return Err(DeskError::refuse(RefusalCode::BadValue, message));
            }
        };
        self.send(definition, record, What::Assign { handler }, call).await
    }

    /// Enters a time in which a limit stood still, perhaps late: `from=` and, when it is over, `until=`.
    ///
    /// # Errors
    /// As [`Desk::create`].
    pub async fn suspend(
        &self,
        ledger: &str,
        target: &Target,
        limit: &str,
        typed: &Typed,
        call: &Call,
    ) -> DeskResult<Done> {
        let snapshot = self.snapshot();
        let definition = snapshot.ledger(ledger)?;
        let limit = limit_name(definition, limit)?;
        let record = self.find(definition, target).await?;
        let moment = |keys: [&str; 2]| {
            let text = typed.iter().find(|(key, _)| keys.contains(&key.as_str())).map(|(_, v)| v.as_str());
            text.map(|text| read_moment(&Cell::Text(text.into()))).transpose().map_err(|fault| {
                DeskError::refuse(
                    RefusalCode::BadSuspension,
                    format!("{}：{}。{}", keys[1], fault.problem, fault.advice),
                )
            })
        };
        let from = moment(["from", "起"])?.unwrap_or(call.clock.at);
        let what = What::Suspend { limit, from, until: moment(["until", "止"])? };
        self.send(definition, record, what, call).await
    }

    /// Extends a limit: `by` is a length of time, `30 days` or `30日`.
    ///
    /// # Errors
    /// As [`Desk::create`].
    pub async fn extend(&self, ledger: &str, target: &Target, limit: &str, by: &str, call: &Call) -> DeskResult<Done> {
        let snapshot = self.snapshot();
        let definition = snapshot.ledger(ledger)?;
        let limit = limit_name(definition, limit)?;
        let record = self.find(definition, target).await?;
        let Some(length) = read_duration(by) else {
            let message =
                format!("“{by}”不是一段时间。请写成 30日、10个工作日、1个月，或 30 days、10 working days、1 month。");
            return Err(DeskError::refuse(RefusalCode::BadValue, message));
        };
        self.send(definition, record, What::Extend { limit, length }, call).await
    }

    /// Texts as values by field name, read as every command reads them.
    ///
    /// # Errors
    /// As [`Desk::create`].
    pub async fn values_of(&self, ledger: &str, typed: &Typed) -> DeskResult<IndexMap<Name, Value>> {
        let snapshot = self.snapshot();
        let definition = snapshot.ledger(ledger)?;
        self.values(&snapshot, definition, typed).await
    }

    async fn send(&self, ledger: &Ledger, record: RecordId, what: What, call: &Call) -> DeskResult<Done> {
        let command = Command {
            ledger: ledger.key.clone(),
            record,
            expected_version: call.expected_version,
            what,
            reason: call.reason.clone(),
        };
        self.submit(command, call.actor.clone(), call.clock).await
    }

    /// Typed texts as values by field name; all bad ones in one refusal.
    async fn values(&self, snapshot: &Snapshot, ledger: &Ledger, typed: &Typed) -> DeskResult<IndexMap<Name, Value>> {
        let mut refs = RefNumbers::new();
        for (key, text) in typed {
            let named = field_by_word(ledger, key).map_or_else(Vec::new, |(_, field)| references_in(field, text));
            for (other, number) in named {
                if let Some(definition) = snapshot.library().ledger(&other)
                    && let Some(id) = self.store().find_number(definition, &number).await?
                {
                    refs.insert((other, number), id);
                }
            }
        }
        let directory = &snapshot.directory;
        let words = Words::new(snapshot.library(), ledger, &directory.orgs, &directory.people, refs);
        read_typed(&words, ledger, typed)
    }
}

/// A field by name or title.
pub(crate) fn field_by_word<'a>(ledger: &'a Ledger, word: &str) -> Option<(usize, &'a Field)> {
    let word = word.trim();
    ledger.field(word).or_else(|| ledger.fields.iter().enumerate().find(|(_, f)| &*f.title == word))
}

fn read_typed(words: &Words<'_>, ledger: &Ledger, typed: &Typed) -> DeskResult<IndexMap<Name, Value>> {
    let mut values = IndexMap::new();
    let mut faults = Vec::new();
    for (key, text) in typed {
        let Some((_, field)) = field_by_word(ledger, key) else {
            let titles: Vec<&str> = ledger.fields.iter().flat_map(|f| [&*f.name, &*f.title]).collect();
            let message = format!("没有字段“{key}”。{}", one_of(key, &titles));
            faults.push(FieldFault { field: key.as_str().into(), title: key.as_str().into(), message });
            continue;
        };
        let read = words.read(field, &Cell::Text(text.as_str().into())).and_then(|entry| match entry {
            Entry::Value(value) => Ok(value),
            Entry::Blank | Entry::Clear => Ok(Value::Missing),
            Entry::Masked(text) => Err(masked_fault(&text)),
        });
        match read {
            Ok(value) => {
                values.insert(field.name.clone(), value);
            }
            Err(fault) => {
                let message = format!("{}。{}", fault.problem, fault.advice);
                faults.push(FieldFault { field: field.name.clone(), title: field.title.clone(), message });
            }
        }
    }
    if faults.is_empty() {
        return Ok(values);
    }
    let lines: Vec<String> = faults.iter().map(|f| format!("{}：{}", f.title, f.message)).collect();
    let message = format!("有 {} 处填写不对：\n{}", faults.len(), lines.join("\n"));
    Err(Refusal { fields: faults, ..Refusal::new(RefusalCode::BadValue, message) }.into())
}

/// An action by key or title.
pub(crate) fn action_name(ledger: &Ledger, word: &str) -> DeskResult<Name> {
    let word = word.trim();
    let found = ledger.action(word).or_else(|| ledger.actions.iter().find(|a| &*a.title == word));
    found.map(|a| a.name.clone()).ok_or_else(|| {
        let words: Vec<String> = ledger.actions.iter().map(|a| format!("{}（{}）", a.title, a.name)).collect();
        let known = if words.is_empty() {
            "这个台账没有办理动作".to_owned()
        } else {
            format!("可用的有：{}", words.join("、"))
        };
        DeskError::refuse(RefusalCode::UnknownAction, format!("“{}”没有名为“{word}”的办理。{known}。", ledger.title))
    })
}

fn limit_name(ledger: &Ledger, word: &str) -> DeskResult<Name> {
    let word = word.trim();
    let found = ledger.limit(word).or_else(|| ledger.limits.iter().find(|l| &*l.title == word));
    found.map(|l| l.name.clone()).ok_or_else(|| {
        let words: Vec<String> = ledger.limits.iter().map(|l| format!("{}（{}）", l.title, l.name)).collect();
        let known = if words.is_empty() {
            "这个台账没有时限".to_owned()
        } else {
            format!("可用的有：{}", words.join("、"))
        };
        DeskError::refuse(RefusalCode::LimitNotRunning, format!("“{}”没有名为“{word}”的时限。{known}。", ledger.title))
    })
}

fn receiver(snapshot: &Snapshot, text: &str) -> DeskResult<Name> {
    let directory = &snapshot.directory;
    let names: Vec<&str> = directory.orgs.iter().map(|o| &*o.name).collect();
    match directory.orgs.find(text.trim()) {
        Some(org) => Ok(org.code.clone()),
        None if directory.orgs.is_ambiguous(text.trim()) => {
            let message = format!("名为“{text}”的机构不止一个。请写机构代码。");
            Err(DeskError::refuse(RefusalCode::BadReceiver, message))
        }
        None => {
            let message = format!("没有名称或代码为“{text}”的机构。{}", one_of(text, &names));
            Err(DeskError::refuse(RefusalCode::BadReceiver, message))
        }
    }
}

/// `30 days`, `7 working days`, `1 month`, `48 hours`; `30日`, `7个工作日`, `1个月`, `48小时`, `1年`.
fn read_duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let n: u32 = text[..digits].parse().ok().filter(|n| *n > 0)?;
    let unit = match text[digits..].trim().trim_start_matches('个') {
        "working days" | "working day" | "工作日" => TimeUnit::WorkingDays,
        "days" | "day" | "日" | "天" | "自然日" => TimeUnit::Days,
        "months" | "month" | "月" => TimeUnit::Months,
        "hours" | "hour" | "小时" => TimeUnit::Hours,
        "years" | "year" | "年" => TimeUnit::Years,
        _ => return None,
    };
    Some(Duration::new(n, unit))
}
