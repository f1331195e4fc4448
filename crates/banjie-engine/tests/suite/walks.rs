//! Random walks: whatever people try in whatever order, what was decided keeps the promises of the house.

use std::collections::{HashMap, HashSet};

use crate::house::{actor, command, library, moment, stage, violation};
use banjie_engine::{Clock, changes_nothing, judge, limits::is_paused, scenario::Stage};
use banjie_model::{
    Moment,
    case::{Actor, Case, Command, Decision, Suspension, What},
    definition::{ConsequenceKind, Ledger},
    expr::{Duration, TimeUnit},
    value::{FileRef, RecordId, Value},
};
use chrono::TimeDelta;
use proptest::prelude::*;

/// Something somebody tries, so many hours after the last try.
#[derive(Clone, Debug)]
struct Try {
    hours: i64,
    what: usize,
    who: usize,
    number: i64,
}

prop_compose! {
    fn any_try()(hours in 0_i64..900, what in 0_usize..18, who in 0_usize..10, number in 1_i64..40) -> Try {
        Try { hours, what, who, number }
    }
}

fn act(action: &str, values: Vec<(&str, Value)>, to: Option<&str>) -> What {
    What::Act {
        action: action.into(),
        values: values.into_iter().map(|(n, v)| (n.into(), v)).collect(),
        to_org: to.map(Into::into),
    }
}

fn wanted(t: &Try, now: Moment) -> Command {
    let photo = Value::Files(vec![FileRef { name: "一.jpg".into(), sha256: "".into(), size_bytes: 1 }]);
    let days = |n| TimeDelta::days(n);
    let extend = Duration::new(u32::try_from(t.number).expect("small"), TimeUnit::Days);
    let what = match t.what {
        0 | 1 => act("file", vec![("photos", photo), ("special", Value::Bool(t.number % 2 == 0))], None),
        2 | 3 => act("hear", vec![], None),
        4 | 5 => act("heard", vec![], None),
        6 => act("notify", vec![], None),
        7 => act("decide", vec![("fine", Value::Int(t.number * 1000))], None),
        8 => act("close", vec![], None),
        9 if t.number % 4 == 0 => act("transfer", vec![], None),
        9 => act("notify", vec![], None),
        10 => act("remark", vec![("danger_d", Value::Bool(t.number % 2 == 0))], None),
        11 => act("hand_over", vec![], Some(["鹿城分局", "瓯海分局", "五马所"][t.number as usize % 3])),
        12 => What::Edit { values: [("area".into(), Value::Int(t.number))].into_iter().collect() },
        13 if t.who < 5 => What::Suspend {
            limit: "filing".into(),
            from: now - days(t.number),
            until: Some(now + days(5 - t.number / 2)),
        },
        13 => act("heard", vec![], None),
        14 => What::Suspend {
            limit: "handling".into(),
            from: now - days(t.number),
            until: (t.number % 3 > 0).then_some(now),
        },
        15 => What::Extend { limit: "handling".into(), length: extend },
        16 => What::Assign { handler: format!("u{}", t.number).into() },
        _ => What::Edit {
            values: [("found_on".into(), Value::Date((now - days(t.number)).date()))].into_iter().collect(),
        },
    };
    Command { reason: Some("随机".into()), ..command(1, what) }
}

fn people(t: &Try) -> Actor {
    match t.who {
        0 => actor("inspector", "鹿城分局"),
        1 => actor("head", "鹿城分局"),
        2 => actor("head", "瓯海分局"),
        3 | 4 => actor("brigade", "督查大队"),
        _ => actor("head", "温州市规划局"),
    }
}

/// What a decision promises.
fn kept(before: Option<&Case>, decision: &Decision, after: &Case) -> Result<(), TestCaseError> {
    let old_version = before.map_or(0, |c| c.record.version);
    match &decision.record {
        Some(record) => prop_assert_eq!(record.version, old_version + 1, "a version follows the last one"),
        None => prop_assert_eq!(decision.event.version, old_version),
    }
    let says_something = !decision.event.effects.is_empty() || decision.record.is_some();
    prop_assert!(says_something || changes_nothing(decision), "an event without effect: {decision:?}");
    let none = Vec::new();
    for old in before.map_or(&none, |c| &c.runs) {
        let new = after.runs.iter().find(|r| r.key == old.key).expect("runs are never lost");
        prop_assert!(new.published.starts_with(&old.published), "due dates made known stay on record");
        prop_assert!(new.fired.len() >= old.fired.len(), "cards are never deleted");
        for (a, b) in old.fired.iter().zip(&new.fired) {
            prop_assert_eq!((a.kind, a.at), (b.kind, b.at));
            prop_assert!(a.withdrawn_at.is_none() || a.withdrawn_at == b.withdrawn_at);
        }
    }
    Ok(())
}

/// What a case promises at any moment.
fn sound(stage: &Stage<'_>, ledger: &Ledger, case: &Case, now: Moment) -> Result<(), TestCaseError> {
    let state = case.record.state.as_deref().expect("a matter has a state");
    for run in &case.runs {
        let limit = ledger.limit(&run.key.limit).expect("declared");
        let kinds: Vec<ConsequenceKind> =
            run.fired.iter().filter(|f| f.withdrawn_at.is_none()).map(|f| f.kind).collect();
        prop_assert_eq!(kinds.iter().collect::<HashSet<_>>().len(), kinds.len(), "a consequence falls once");
        if run.ended.is_some() {
            prop_assert_eq!(run.next_alert_at, None);
            continue;
        }
        prop_assert!(!limit.until.iter().any(|s| &**s == state), "{} runs in {state}", run.key.limit);
        prop_assert!(!ledger.state(state).expect("declared").end, "no clock runs in an ended case");
        let judgement = judge(&stage.world(), ledger, &case.record, run, now);
        prop_assert_eq!((judgement.due_at, judgement.provisional), (run.due_at, run.provisional));
        prop_assert_eq!(judgement.next_alert_at, run.next_alert_at);
        let pauses =
            limit.pauses.iter().chain(limit.part_of.iter().flat_map(|w| &ledger.limit(w).expect("declared").pauses));
        if pauses.into_iter().any(|s| &**s == state) {
            prop_assert!(is_paused(run, now), "{} runs in {state}", run.key.limit);
        }
        if is_paused(run, now) {
            let stands = |s: &&Suspension| s.from <= now && s.until.is_none_or(|u| u > now);
            let end = run.suspensions.iter().filter(stands).map(|s| s.until).max().flatten();
            let open = run.suspensions.iter().filter(stands).any(|s| s.until.is_none());
            let later = |at| !open && end.is_some_and(|end| at >= end);
            prop_assert!(run.next_alert_at.is_none_or(later), "nothing falls while the clock stands still");
        }
    }
    let open = |name: &str| case.runs.iter().filter(|r| &*r.key.limit == name && r.ended.is_none()).count();
    prop_assert!(ledger.limits.iter().all(|l| open(&l.name) <= 1), "one run of a limit at a time");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_is_tried_the_promises_are_kept(tries in prop::collection::vec(any_try(), 1..40)) {
        let library = library("");
        let mut stage = stage(&library);
        let ledger = library.ledger("building-violations.violation").expect("declared");
        let mut now = moment("2025-09-28 09:00");
        let create = What::Create { org: None, number: None, values: violation("五马街1号", "2025-09-28") };
        let made = stage.submit(ledger, &command(1, create), &actor("inspector", "鹿城分局"), Clock::now(now)).expect("allowed");
        kept(None, &made, &stage.cases[&RecordId(1)])?;
        for t in &tries {
            now += TimeDelta::hours(t.hours);
            stage.tick(now);
            let before = stage.cases[&RecordId(1)].clone();
            sound(&stage, ledger, &before, now)?;
            let answer = stage.submit(ledger, &wanted(t, now), &people(t), Clock::now(now));
            let after = stage.cases[&RecordId(1)].clone();
            match answer {
                Ok(decision) => kept(Some(&before), &decision, &after)?,
                Err(refusal) => {
                    prop_assert_eq!(&before, &after, "a refusal changes nothing");
                    prop_assert!(refusal.message.ends_with('。'), "a refusal is a sentence: {}", refusal.message);
                }
            }
            sound(&stage, ledger, &after, now)?;
            // the scheduler's round twice is the same as once
            let alert = command(1, What::Alert);
            let first = stage.submit(ledger, &alert, &Actor::system(), Clock::now(now)).expect("the scheduler may");
            kept(Some(&after), &first, &stage.cases[&RecordId(1)])?;
            let second = stage.submit(ledger, &alert, &Actor::system(), Clock::now(now)).expect("the scheduler may");
            prop_assert!(changes_nothing(&second), "an alert fell twice: {second:?}");
        }
        let mut keys: HashMap<&str, usize> = HashMap::new();
        for (_, message) in &stage.messages {
            *keys.entry(&message.key).or_default() += 1;
        }
        prop_assert!(keys.values().all(|n| *n == 1), "a message is sent once: {keys:?}");
        prop_assert!(stage.events.windows(2).all(|w| w[0].at <= w[1].at), "time runs forward");
    }
}
