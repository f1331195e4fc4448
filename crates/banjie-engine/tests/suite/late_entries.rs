//! What is entered after it happened, what the system corrects, and who is told.

use crate::house::{actor, command, library, moment, stage, violation};
use banjie_engine::{Clock, changes_nothing, scenario::Stage};
use banjie_model::{
    calendar::{DayKind, DayRule},
    case::{Actor, Case, Effect, What},
    definition::{ConsequenceKind, Library},
    value::{FileRef, RecordId, Value},
};
use chrono::TimeDelta;

/// A case found on 28 September 2025.
fn found(library: &Library) -> Stage<'_> {
    let mut stage = stage(library);
    let create = What::Create { org: None, number: None, values: violation("五马街1号", "2025-09-28") };
    submit(&mut stage, create, &actor("inspector", "鹿城分局"), "2025-09-28 09:00", "2025-09-28 09:00");
    stage
}

fn submit(stage: &mut Stage<'_>, what: What, who: &Actor, at: &str, recorded_at: &str) -> Vec<Effect> {
    let ledger = stage.library().ledger("building-violations.violation").expect("declared");
    let clock = Clock { at: moment(at), recorded_at: moment(recorded_at) };
    stage.submit(ledger, &command(1, what), who, clock).expect("allowed").event.effects
}

fn case<'a>(stage: &'a Stage<'_>) -> &'a Case {
    &stage.cases[&RecordId(1)]
}

fn file() -> What {
    let photos = Value::Files(vec![FileRef { name: "一.jpg".into(), sha256: "".into(), size_bytes: 1 }]);
    What::Act { action: "file".into(), values: [("photos".into(), photos)].into_iter().collect(), to_org: None }
}

/// Cards of the first run: what fell, and whether it was withdrawn.
fn cards(stage: &Stage<'_>) -> Vec<(ConsequenceKind, bool)> {
    case(stage).runs[0].fired.iter().map(|f| (f.kind, f.withdrawn_at.is_some())).collect()
}

#[test]
fn a_step_taken_in_time_but_entered_late_withdraws_the_card() {
    let library = library("");
    let mut stage = found(&library);
    stage.tick(moment("2025-10-16 09:00"));
    assert_eq!(cards(&stage), [(ConsequenceKind::Remind, false), (ConsequenceKind::Yellow, false)]);
    let head = actor("head", "鹿城分局");
    let effects = submit(&mut stage, file(), &head, "2025-10-14 17:00", "2025-10-16 09:00");
    assert!(effects.iter().any(|e| matches!(e, Effect::Ended { on_time: true, met: true, .. })), "{effects:?}");
    assert_eq!(cards(&stage), [(ConsequenceKind::Remind, false), (ConsequenceKind::Yellow, true)]);
}

#[test]
fn history_is_judged_like_the_present_but_nobody_is_sent_messages() {
    let library = library("");
    let mut stage = stage(&library);
    let create =
        What::Create { org: None, number: Some("旧1号".into()), values: violation("五马街1号", "2019-03-04") };
    submit(&mut stage, create, &actor("inspector", "鹿城分局"), "2019-03-04 09:00", "2025-09-28 09:00");
    let effects = submit(&mut stage, file(), &actor("head", "鹿城分局"), "2019-03-22 09:00", "2025-09-28 09:00");
    assert!(effects.iter().any(|e| matches!(e, Effect::Ended { on_time: false, .. })), "{effects:?}");
    assert_eq!(cards(&stage), [(ConsequenceKind::Yellow, false), (ConsequenceKind::Red, false)]);
    assert_eq!(case(&stage).record.number.as_deref(), Some("旧1号"));
    assert!(stage.messages.is_empty(), "{:?}", stage.messages);
}

#[test]
fn a_scheduler_that_slept_lets_everything_fall_in_order_and_once() {
    let library = library("");
    let mut stage = found(&library);
    let effects = submit(&mut stage, What::Alert, &Actor::system(), "2025-11-06 09:00", "2025-11-06 09:00");
    let fell: Vec<ConsequenceKind> =
        effects.iter().filter_map(|e| if let Effect::Fell { kind, .. } = e { Some(*kind) } else { None }).collect();
    use ConsequenceKind::{Red, Refer, Remind, Yellow};
    assert_eq!(fell, [Remind, Yellow, Red, Refer]);
    assert_eq!(stage.messages.len(), 4);
    assert!(submit(&mut stage, What::Alert, &Actor::system(), "2025-11-06 09:00", "2025-11-06 09:00").is_empty());
    assert_eq!(stage.messages.len(), 4);
}

#[test]
fn messages_go_to_the_handler_and_to_everybody_who_sees_the_case() {
    let library = library("");
    let mut stage = found(&library);
    submit(
        &mut stage,
        What::Assign { handler: "zhang".into() },
        &actor("head", "鹿城分局"),
        "2025-09-28 10:00",
        "2025-09-28 10:00",
    );
    stage.tick(moment("2025-11-06 09:00"));
    let told: Vec<String> = stage.messages.iter().map(|(_, m)| format!("{} → {}", m.key, m.to.join(" "))).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    1/filing/1/remind → zhang
    1/filing/1/yellow → zhang building-violations.head@鹿城分局 building-violations.head@温州市规划局
    1/filing/1/red → building-violations.head@鹿城分局 building-violations.head@温州市规划局 building-violations.brigade@*
    1/filing/1/refer → building-violations.discipline@*
    ");
    let texts: Vec<&str> = stage.messages.iter().map(|(_, m)| &*m.text).collect();
    insta::assert_snapshot!(texts.join("\n"), @r"
    【催办】违建〔2025〕1号 五马街1号：立案时限（7个工作日）将于2025年10月14日到期（含今日还剩4个工作日），请抓紧办理。承办：鹿城分局（经办人zhang）。依据：《中华人民共和国城乡规划法》第六十四条。
    【黄牌】违建〔2025〕1号 五马街1号：立案时限（7个工作日）已于2025年10月14日到期，仍未办理，请立即办理并说明原因。承办：鹿城分局（经办人zhang）。依据：《中华人民共和国城乡规划法》第六十四条。
    【红牌】违建〔2025〕1号 五马街1号：立案时限（7个工作日）已于2025年10月14日到期，逾期5个工作日，仍未办理，请立即办理，并向主管部门书面说明原因。承办：鹿城分局（经办人zhang）。依据：《中华人民共和国城乡规划法》第六十四条。
    【移送】违建〔2025〕1号 五马街1号：立案时限（7个工作日）已于2025年10月14日到期，逾期15个工作日，仍未办理，现移送纪检处理。承办：鹿城分局（经办人zhang）。依据：《中华人民共和国城乡规划法》第六十四条。
    ");
}

#[test]
fn a_budget_follows_the_field_it_depends_on() {
    let library = library("");
    let mut stage = found(&library);
    submit(&mut stage, file(), &actor("head", "鹿城分局"), "2025-09-29 09:00", "2025-09-29 09:00");
    let edit = What::Edit { values: [("special".into(), Value::Bool(true))].into_iter().collect() };
    let effects = submit(&mut stage, edit, &Actor::system(), "2025-10-09 09:00", "2025-10-09 09:00");
    let moved: Vec<String> = effects
        .iter()
        .filter_map(|e| match e {
            Effect::Rejudged { run, was, due_at, why } => {
                Some(format!("{} {} → {}，{why}", run.limit, was.date(), due_at.date()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(moved, ["handling 2025-12-29 → 2026-03-30，期限条件变化"]);
    let handling = case(&stage).runs.iter().find(|r| &*r.key.limit == "handling").unwrap();
    let published: Vec<String> = handling.published.iter().map(|p| format!("{} {}", p.due_at.date(), p.why)).collect();
    assert_eq!(published, ["2025-12-29 开始", "2026-03-30 期限条件变化"]);
}

#[test]
fn steps_stand_still_with_the_limit_they_are_part_of() {
    let library = library("");
    let mut stage = found(&library);
    submit(&mut stage, file(), &actor("head", "鹿城分局"), "2025-10-09 09:00", "2025-10-09 09:00");
    let due = |stage: &Stage<'_>, limit: &str| {
        case(stage).runs.iter().find(|r| &*r.key.limit == limit).unwrap().due_at.date().to_string()
    };
    assert_eq!((due(&stage, "handling"), due(&stage, "notice")), ("2026-01-07".into(), "2025-11-05".into()));
    let brigade = actor("brigade", "督查大队");
    let suspend = What::Suspend {
        limit: "handling".into(),
        from: moment("2025-10-13 09:00"),
        until: Some(moment("2025-10-15 09:00")),
    };
    let ledger = library.ledger("building-violations.violation").expect("declared");
    let mut wanted = command(1, suspend);
    wanted.reason = Some("委托鉴定".into());
    stage.submit(ledger, &wanted, &brigade, Clock::now(moment("2025-10-16 09:00"))).unwrap();
    assert_eq!((due(&stage, "handling"), due(&stage, "notice")), ("2026-01-09".into(), "2025-11-07".into()));
}

#[test]
fn a_suspension_with_a_known_end_wakes_the_scheduler_again() {
    let library = library("");
    let mut stage = found(&library);
    let suspend = What::Suspend {
        limit: "filing".into(),
        from: moment("2025-10-09 09:00"),
        until: Some(moment("2025-10-20 09:00")),
    };
    let ledger = library.ledger("building-violations.violation").expect("declared");
    let mut wanted = command(1, suspend);
    wanted.reason = Some("委托鉴定".into());
    stage.submit(ledger, &wanted, &actor("brigade", "督查大队"), Clock::now(moment("2025-10-09 09:30"))).unwrap();
    assert_eq!(case(&stage).runs[0].due_at.date().to_string(), "2025-10-24");
    stage.tick(moment("2025-10-25 00:00"));
    assert_eq!(cards(&stage), [(ConsequenceKind::Remind, false), (ConsequenceKind::Yellow, false)]);
}

#[test]
fn correcting_a_value_to_what_it_was_writes_nothing() {
    let library = library("");
    let mut stage = found(&library);
    let ledger = library.ledger("building-violations.violation").expect("declared");
    let edit = What::Edit { values: [("area".into(), Value::Decimal("120.5".parse().unwrap()))].into_iter().collect() };
    let decision = stage
        .submit(ledger, &command(1, edit), &actor("inspector", "鹿城分局"), Clock::now(moment("2025-09-28 10:00")))
        .unwrap();
    assert!(changes_nothing(&decision), "{decision:?}");
}

#[test]
fn a_calendar_that_changes_nothing_here_still_leaves_its_mark() {
    let library = library("");
    let mut stage = found(&library);
    let far = moment("2025-12-31 00:00").date();
    let rule = DayRule { date: far, kind: DayKind::Off, name: "临时".into(), notice: "".into() };
    stage.calendar = stage.calendar.with_days([rule], []);
    let effects = submit(&mut stage, What::Rejudge, &Actor::system(), "2025-09-29 09:00", "2025-09-29 09:00");
    assert!(
        matches!(&effects[..], [Effect::Rejudged { was, due_at, why, .. }] if was == due_at && &**why == "日历调整"),
        "{effects:?}"
    );
    let run = &case(&stage).runs[0];
    assert_eq!((run.calendar, run.published.len()), (stage.calendar.revision(), 1));
    assert!(submit(&mut stage, What::Rejudge, &Actor::system(), "2025-09-29 09:00", "2025-09-29 09:00").is_empty());
}

#[test]
fn an_exception_is_on_record_with_its_reason() {
    let library = library("");
    let mut stage = found(&library);
    let head = actor("head", "鹿城分局");
    submit(&mut stage, file(), &head, "2025-09-29 09:00", "2025-09-29 09:00");
    let notify = What::Act { action: "notify".into(), values: Default::default(), to_org: None };
    submit(&mut stage, notify, &head, "2025-09-30 09:00", "2025-09-30 09:00");
    let fine = [("fine".into(), Value::Int(60_000))].into_iter().collect();
    let mut wanted = command(1, What::Act { action: "decide".into(), values: fine, to_org: None });
    wanted.reason = Some("拒不停工".into());
    let ledger = library.ledger("building-violations.violation").expect("declared");
    let at = Clock::now(moment("2025-10-09 09:00"));
    let event = stage.submit(ledger, &wanted, &actor("brigade", "督查大队"), at).expect("allowed").event;
    assert!(event.effects.contains(&Effect::Excepted { guard: "超出裁量基准".into() }), "{event:?}");
    assert_eq!(event.note.as_deref(), Some("拒不停工"));
}

#[test]
fn a_suspension_with_an_open_end_is_told_as_a_pause_and_its_end_as_a_resumption() {
    let library = library("");
    let mut stage = found(&library);
    let ledger = library.ledger("building-violations.violation").expect("declared");
    let mut told = |until: Option<&str>, at: &str| {
        let suspend =
            What::Suspend { limit: "filing".into(), from: moment("2025-10-09 09:00"), until: until.map(moment) };
        let mut wanted = command(1, suspend);
        wanted.reason = Some("委托鉴定".into());
        let brigade = actor("brigade", "督查大队");
        stage.submit(ledger, &wanted, &brigade, Clock::now(moment(at))).expect("allowed").event.effects
    };
    assert!(matches!(&told(None, "2025-10-09 10:00")[..], [Effect::Paused { .. }]));
    let resumed = told(Some("2025-10-20 09:00"), "2025-10-20 09:00");
    assert!(
        matches!(&resumed[..], [Effect::Resumed { due_at, .. }] if *due_at == moment("2025-10-24 23:59") + TimeDelta::seconds(59)),
        "{resumed:?}"
    );
}
