//! The first half of a decision: everything that needs no other record.

use banjie_model::{
    Moment, Name,
    case::{Actor, Case, Command, Record, What},
    definition::{Action, Ledger},
    refusal::{FieldFault, Refusal, RefusalCode},
    value::Value,
};
use chrono::NaiveTime;
use indexmap::IndexMap;

use crate::{
    Clock, World, act, applicant,
    derive::{self, Source, Step},
    evaluate,
    lookups::{self, BoundLookup},
    permission::{permit, visible},
    values, view, words,
};

/// A command that has passed permission, state and the typing of its values, and waits for its look-ups.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    pub(crate) world: World<'a>,
    pub(crate) ledger: &'a Ledger,
    pub(crate) case: Option<&'a Case>,
    pub(crate) command: &'a Command,
    pub(crate) actor: &'a Actor,
    pub(crate) clock: Clock,
    pub(crate) action: Option<&'a Action>,
    /// The new version as far as it is known; for a creation its version is 0 until decided.
    pub(crate) record: Record,
    /// Values that wait for the look-ups.
    pub(crate) late: Vec<Step<'a>>,
    pub(crate) lookups: Vec<BoundLookup>,
}

impl Draft<'_> {
    /// The look-ups to be answered, in this order, under lock.
    #[must_use]
    pub fn lookups(&self) -> &[BoundLookup] {
        &self.lookups
    }

    /// The new version as far as it is known before the look-ups: for the business key.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The clocks as they stand.
    pub(crate) fn runs(&self) -> &[banjie_model::case::LimitRun] {
        self.case.map_or(&[], |c| &c.runs)
    }
}

/// Checks permission, state and values of a command, fills in defaults and what follows without look-ups.
///
/// `case` is the case as it stands; none for a creation. The command's own times are in `clock`; `today()` is the date of
/// `clock.at`.
///
/// # Errors
/// A refusal; nothing was changed.
pub fn prepare<'a>(
    world: &World<'a>,
    ledger: &'a Ledger,
    case: Option<&'a Case>,
    command: &'a Command,
    actor: &'a Actor,
    clock: Clock,
) -> Result<Draft<'a>, Refusal> {
    existing(world, ledger, case, command, actor)?;
    let org = owner(world, case, command, actor, clock)?;
    let action = match &command.what {
        What::Act { action, .. } => Some(act::find(ledger, case, action)?),
        _ => None,
    };
    match actor.applicant() {
        Some(applicant) => applicant::permitted(world, ledger, case, command, applicant)?,
        None => permitted(world, ledger, action, &org, command, actor)?,
    }
    if let Some(case) = case {
        unchanged(world, ledger, case, command)?;
        in_order(case, clock)?;
        act::open(ledger, case, command, action, actor)?;
    } else if clock.at > clock.recorded_at {
        return Err(from_the_future(clock));
    }
    let record = match case {
        Some(case) => case.record.clone(),
        None => blank(world, ledger, command, &org, clock),
    };
    let mut draft = Draft {
        world: *world,
        ledger,
        case,
        command,
        actor,
        clock,
        action,
        record,
        late: Vec::new(),
        lookups: Vec::new(),
    };
    if let Some(given) = given(&command.what) {
        take(&mut draft, given)?;
        derive_early(&mut draft);
    }
    Ok(draft)
}

/// Values a command brings; none for commands that write no values.
fn given(what: &What) -> Option<&IndexMap<Name, Value>> {
    match what {
        What::Create { values, .. } | What::Edit { values } | What::Act { values, .. } => Some(values),
        _ => None,
    }
}

/// The record exists, is of this ledger, and the actor may see it.
fn existing(
    world: &World<'_>,
    ledger: &Ledger,
    case: Option<&Case>,
    command: &Command,
    actor: &Actor,
) -> Result<(), Refusal> {
    let not_found = || {
        let message = format!("没有找到这条{}（编号 {}），或者您无权查看。请核对编号。", ledger.title, command.record);
        Refusal::new(RefusalCode::NotFound, message)
    };
    match (case, &command.what) {
        _ if command.ledger != ledger.key => Err(not_found()),
        (None, What::Create { .. }) => Ok(()),
        (Some(_), What::Create { .. }) => {
            let message = format!("编号 {} 已有一条{}，不能重复新建。请打开原记录办理。", command.record, ledger.title);
            Err(Refusal::new(RefusalCode::Duplicate, message))
        }
        (Some(case), _) if visible(world, ledger, &case.record.org, actor) => Ok(()),
        (Some(case), _) if actor.applicant().is_some_and(|who| applicant::owns(world, who, case)) => Ok(()),
        _ => Err(not_found()),
    }
}

/// The owner organisation the command is about.
fn owner(
    world: &World<'_>,
    case: Option<&Case>,
    command: &Command,
    actor: &Actor,
    clock: Clock,
) -> Result<Name, Refusal> {
    if let Some(case) = case {
        return Ok(case.record.org.clone());
    }
    let org = match &command.what {
        What::Create { org: Some(org), .. } => org,
        _ => &actor.org,
    };
    match world.orgs.get(org) {
        Some(found) if !actor.system && found.until.is_some_and(|until| until < clock.at.date()) => {
            Err(no_more(world, found))
        }
        Some(found) => Ok(found.code.clone()),
        None if org.is_empty() => {
            Err(Refusal::new(RefusalCode::BadValue, "没有指明归属机构。请写明这条记录归哪个机构。"))
        }
        None => {
            let message = format!("没有代码为“{org}”的机构。请从机构树中选择归属机构。");
            Err(Refusal::new(RefusalCode::BadValue, message))
        }
    }
}

/// An organisation that has ended takes on nothing new.
fn no_more(world: &World<'_>, org: &banjie_model::org::Org) -> Refusal {
    let until = org.until.map_or_else(String::new, banjie_model::calendar::date_zh);
    let successor = org.attributes.get("successor").and_then(Value::as_str);
    let advice = successor
        .map_or_else(|| "请核对归属机构。".to_string(), |code| format!("请由{}登记。", words::org(world, code)));
    Refusal::new(RefusalCode::BadValue, format!("{}已于{until}撤销，不能再登记新的记录。{advice}", org.name))
}

fn permitted(
    world: &World<'_>,
    ledger: &Ledger,
    action: Option<&Action>,
    org: &str,
    command: &Command,
    actor: &Actor,
) -> Result<(), Refusal> {
    let of = |what: &str| format!("{what}{}", ledger.title);
    match &command.what {
        What::Create { .. } => permit(world, ledger, &ledger.creators, org, actor, &of("新建")),
        What::Edit { .. } => permit(world, ledger, &ledger.creators, org, actor, &of("修改")),
        What::Assign { .. } => permit(world, ledger, &[], org, actor, &of("指定经办人办理")),
        What::Act { .. } => action.map_or(Ok(()), |a| act::permitted(world, ledger, a, org, actor)),
        // Who may suspend or extend depends on the limit.
        What::Suspend { .. } | What::Extend { .. } => Ok(()),
        What::Alert | What::Rejudge | What::Transfer { .. } if actor.system => Ok(()),
        What::Transfer { .. } => {
            let message = "机构合并、迁移后的移交由系统自动进行，不能由人操作。";
            Err(Refusal::new(RefusalCode::NotPermitted, message))
        }
        What::Alert | What::Rejudge => {
            Err(Refusal::new(RefusalCode::NotPermitted, "催办、预警和发牌由系统按时限自动进行，不能由人操作。"))
        }
    }
}

/// Nobody else changed the record since the actor looked at it.
fn unchanged(world: &World<'_>, ledger: &Ledger, case: &Case, command: &Command) -> Result<(), Refusal> {
    let record = &case.record;
    let seen = match command.expected_version {
        Some(seen) if seen != record.version => seen,
        _ => return Ok(()),
    };
    let roles = words::roles(world, ledger, &writers(world, ledger));
    let handler = record.handler.as_ref().map_or_else(String::new, |h| format!("经办人{h}、"));
    let message = format!(
        "您看到的是第{seen}版，这条记录现在是第{}版（{}改动）。可能是{handler}{}的{}在您之后办理过。您填的内容没有保存，请刷新查看最新内容和办理记录，再决定是否继续。",
        record.version,
        words::moment(record.changed_at),
        words::org(world, &record.org),
        roles,
    );
    Err(Refusal::new(RefusalCode::Conflict, message))
}

/// Roles that can change a record: those that create it and those that take one of its actions.
fn writers(world: &World<'_>, ledger: &Ledger) -> Vec<Name> {
    let all = || crate::permission::package(world, ledger).map_or_else(Vec::new, |p| p.roles.keys().cloned().collect());
    if ledger.creators.is_empty() || ledger.actions.iter().any(|a| a.by.is_empty()) {
        return all();
    }
    let acting = ledger.actions.iter().flat_map(|a| &a.by);
    let writing: Vec<&Name> = ledger.creators.iter().chain(acting).collect();
    all().into_iter().filter(|role| writing.contains(&role)).collect()
}

/// Events of a case follow one another.
fn in_order(case: &Case, clock: Clock) -> Result<(), Refusal> {
    if clock.at > clock.recorded_at {
        return Err(from_the_future(clock));
    }
    if clock.at >= case.record.changed_at {
        return Ok(());
    }
    let message = format!(
        "办理时间{}早于这条记录上一次办理的时间{}。同一件的办理须按先后次序登记，请核对时间。",
        words::moment(clock.at),
        words::moment(case.record.changed_at)
    );
    Err(Refusal::new(RefusalCode::OutOfOrder, message))
}

fn from_the_future(clock: Clock) -> Refusal {
    let message = format!(
        "办理时间{}晚于登记时间{}。不能预先登记还没有发生的办理，请核对时间。",
        words::moment(clock.at),
        words::moment(clock.recorded_at)
    );
    Refusal::new(RefusalCode::OutOfOrder, message)
}

fn blank(world: &World<'_>, ledger: &Ledger, command: &Command, org: &str, clock: Clock) -> Record {
    let version = crate::permission::package(world, ledger).map_or_else(|| "".into(), |p| p.version.clone());
    let number = match &command.what {
        What::Create { number, .. } => number.clone(),
        _ => None,
    };
    Record {
        id: command.record,
        ledger: ledger.key.clone(),
        version: 0,
        package_version: version,
        number,
        org: org.into(),
        handler: None,
        state: ledger.start_state().map(|s| s.name.clone()),
        opened_at: clock.at,
        closed_at: None,
        changed_at: clock.at,
        hand_overs: Vec::new(),
        values: ledger.fields.iter().map(|f| f.default.clone().unwrap_or_default()).collect(),
        from_seq: 0,
    }
}

/// Types the values given and puts them in; all faults of all fields at once.
fn take(draft: &mut Draft<'_>, given: &IndexMap<Name, Value>) -> Result<(), Refusal> {
    let (world, ledger) = (draft.world, draft.ledger);
    let mut forbidden = Vec::new();
    let mut bad = Vec::new();
    for (name, value) in given {
        let Some((index, field)) = ledger.field(name) else {
            let message = format!("{}没有名为“{name}”的字段，请核对字段名", ledger.title);
            forbidden.push(FieldFault { field: name.clone(), title: name.clone(), message });
            continue;
        };
        let fault = |message| FieldFault { field: field.name.clone(), title: field.title.clone(), message };
        let value = match values::check(&world, ledger, field, value, draft.clock.at.date()) {
            Ok(value) => value,
            Err(message) => {
                bad.push(fault(message));
                continue;
            }
        };
        match act::may_set(draft, index, &value) {
            Ok(()) => draft.record.values[index] = value,
            Err(message) => forbidden.push(fault(message)),
        }
    }
    if forbidden.is_empty() && bad.is_empty() {
        return Ok(());
    }
    let code = if forbidden.is_empty() { RefusalCode::BadValue } else { RefusalCode::ForbiddenField };
    forbidden.extend(bad);
    Err(field_refusal(code, forbidden, "请改正后再提交。"))
}

/// A refusal that names fields and their faults.
pub(crate) fn field_refusal(code: RefusalCode, fields: Vec<FieldFault>, advice: &str) -> Refusal {
    let parts: Vec<String> = fields.iter().map(|f| format!("「{}」{}", f.title, f.message)).collect();
    Refusal { fields, ..Refusal::new(code, format!("{}。{advice}", parts.join("；"))) }
}

/// What follows without look-ups, and the look-ups bound to what is known then.
fn derive_early(draft: &mut Draft<'_>) {
    let (world, ledger, now) = (draft.world, draft.ledger, draft.clock.at);
    draft.record.opened_at = opened(draft);
    for step in derive::plan(ledger, draft.action) {
        match step.source {
            Source::Lookup(lookup) => {
                let scope = view::scope(&world, ledger, &draft.record, draft.runs(), now);
                let scope = view::acting(scope, draft.actor);
                let bound = lookups::bind(&scope, &draft.record, step.field, lookup);
                draft.lookups.push(bound);
            }
            Source::Set(_) | Source::Formula(_) if step.late => draft.late.push(step),
            Source::Set(expr) | Source::Formula(expr) => compute(draft, step.field, expr),
        }
    }
}

/// Puts a computed value in.
pub(crate) fn compute(draft: &mut Draft<'_>, index: usize, expr: &banjie_model::expr::Expr) {
    let scope = view::scope(&draft.world, draft.ledger, &draft.record, draft.runs(), draft.clock.at);
    let value = evaluate::evaluate(expr, &view::acting(scope, draft.actor));
    if let Some(field) = draft.ledger.fields.get(index) {
        draft.record.values[index] = values::fit(field, value);
    }
}

/// From when the start state counts as entered: the declared date, else the moment of entry.
fn opened(draft: &Draft<'_>) -> Moment {
    let date = draft.ledger.opened.and_then(|i| draft.record.values.get(i)?.as_date());
    let known = draft.record.opened_at;
    match date {
        Some(date) if date != known.date() => date.and_time(NaiveTime::MIN),
        _ => known,
    }
}
