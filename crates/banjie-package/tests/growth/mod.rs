//! Traits, duties, notices, services, allocations, figures of record: what a good package that has them yields.

use banjie_model::{
    definition::{AllotMethod, Choices, Day, Duty, DutyDeadline, Every, Identity, Package, Show},
    expr::ExprKind,
    figure::Cut,
    finding::Severity,
};
use banjie_package::{Look, render};
use chrono::{NaiveTime, Weekday};

use crate::overlay::{of_code, read_with};

/// The small package with these files laid over it; it must have no errors and no warnings.
fn check(files: &[(&str, &str)]) -> Package {
    let reading = read(files);
    let bad: Vec<_> = reading.findings.iter().filter(|f| f.severity > Severity::Info).cloned().collect();
    let text = render(&bad, &reading.sources, "tiny", Look::Plain);
    assert!(text.is_empty(), "{text}");
    reading.package
}

fn read(files: &[(&str, &str)]) -> banjie_package::Reading {
    read_with(&files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect())
}

const REPLY: &str = r#"
trait = "reply"
title = "答复"

[fields]
answer = { title = "答复内容", type = "long_text" }
answered_on = { title = "答复日期", type = "date" }

[[checks]]
that = "answered_on <= today()"
else = "答复日期不能晚于今天"

[states]
answered = { title = "已答复" }

[actions.answer]
title = "答复"
from = "accepted"
to = "answered"
by = "clerk"
needs = ["answer"]
sets = { answered_on = "today()" }

[actions.confirm]
title = "确认"
from = "answered"
to = "closed"
by = "clerk"

[limits.answering]
title = "答复时限"
from = "accepted"
until = ["answered", "closed"]
within = "30 days"
basis = "letters-21"
"#;

#[test]
fn a_trait_is_woven_in_before_what_the_ledger_writes_itself() {
    let package = check(&[("traits/reply.toml", REPLY), ("ledgers/matter.toml", "use = [\"reply\"]")]);
    let ledger = &package.ledgers["matter"];
    let fields: Vec<&str> = ledger.fields.iter().map(|f| &*f.name).collect();
    assert_eq!(fields, ["answer", "answered_on", "subject", "kind", "came_on", "amount"]);
    assert_eq!(ledger.checks.len(), 2);
    assert_eq!(ledger.actions.len(), 4);
    assert_eq!(ledger.limits.len(), 3);
}

#[test]
fn an_entry_of_the_ledger_overlays_that_of_the_trait_key_by_key() {
    let over = r#"
use = ["reply"]

[actions.answer]
by = "head"

[limits.answering]
due = "came_on + 20 days"
"#;
    let package = check(&[("traits/reply.toml", REPLY), ("ledgers/matter.toml", over)]);
    let ledger = &package.ledgers["matter"];
    let answer = ledger.action("answer").unwrap();
    assert_eq!((&*answer.by[0], &*answer.title, answer.needs.len()), ("head", "答复", 1));
    let answering = ledger.limit("answering").unwrap();
    assert!(answering.due.is_some() && answering.within.is_empty());
}

#[test]
fn parts_of_a_trait_can_be_taken_out() {
    let over = "use = [\"reply\"]\nremove = [\"limits.answering\", \"checks\"]";
    let package = check(&[("traits/reply.toml", REPLY), ("ledgers/matter.toml", over)]);
    let ledger = &package.ledgers["matter"];
    assert!(ledger.limit("answering").is_none());
    assert_eq!(ledger.checks.len(), 1);
}

#[test]
fn a_fault_in_a_trait_is_shown_in_its_file_and_names_the_ledger() {
    let torn = REPLY.replace("by = \"clerk\"\nneeds", "by = \"clark\"\nneeds");
    let reading = read(&[("traits/reply.toml", &torn), ("ledgers/matter.toml", "use = [\"reply\"]")]);
    let text = render(&of_code(&reading.findings, "unknown-role"), &reading.sources, "tiny", Look::Plain);
    insta::assert_snapshot!(text.trim_end(), @r#"
    错误[unknown-role]: 没有叫 `clark` 的角色
      --> tiny/traits/reply.toml:20:6
       |
    20 | by = "clark"
       |      ^^^^^^^
       |
      ::: tiny/ledgers/matter.toml:7:8
       |
     7 | use = ["reply"]
       |        ------- “来信”在这里采用
       |
       = 怎么办: 是不是想写 `clerk`?可用：`clerk`、`head`、`system`
    "#);
}

#[test]
fn a_trait_of_a_needed_package_is_taken_in_with_its_text() {
    let other = "format = 1\npackage = \"orgs\"\nversion = \"1.0.0\"\ntitle = \"共用\"\npurpose = \"共用程序\"";
    let torn = REPLY.replace("from = \"accepted\"\nto = \"answered\"", "from = \"acepted\"\nto = \"answered\"");
    let reading = read(&[
        ("../orgs/package.toml", other),
        ("../orgs/traits/reply.toml", &torn),
        ("package.toml", "needs = [\"orgs\"]"),
        ("ledgers/matter.toml", "use = [\"orgs.reply\"]"),
    ]);
    let found = reading.findings.iter().find(|f| f.code == "unknown-state").unwrap();
    assert_eq!(&*found.spot.file, "../orgs/traits/reply.toml");
    assert!(reading.sources.text(&found.spot.file).contains("acepted"));
    assert_eq!(&*found.related[0].file, "ledgers/matter.toml");
}

const DUTY: &str = r#"
[duties.weekly_return]
title = "来信周报"
each = "org.kind == 'bureau'"
files = "matter"
on = "came_on"
where = "kind == 'complaint'"
every = "week"
by = "friday 17:00"
since = 2026-01-01
excused_by = "head"
basis = "letters-21"
"#;

fn duty(package: &Package) -> &Duty {
    &package.duties["weekly_return"]
}

#[test]
fn a_duty_makes_its_ledger_of_obligations() {
    let package = check(&[("duties/returns.toml", DUTY)]);
    let five = NaiveTime::from_hms_opt(17, 0, 0).unwrap();
    assert_eq!((duty(&package).every, duty(&package).by), (Every::Week, DutyDeadline::Weekday(Weekday::Fri, five)));
    assert!(duty(&package).filter.is_some() && duty(&package).on == Some(2));
    let ledger = &package.ledgers["weekly_return"];
    let fields: Vec<&str> = ledger.fields.iter().map(|f| &*f.name).collect();
    assert_eq!(fields, ["unit", "period_start", "period_end", "due_on", "due_at", "filed", "note"]);
    assert_eq!((&*ledger.key, &*ledger.title), ("tiny.weekly_return", "来信周报（应报）"));
    assert_eq!((&ledger.unique[..], ledger.opened, &*ledger.creators[0]), (&[0, 1][..], Some(1), "system"));
    let states: Vec<(&str, bool)> = ledger.states.iter().map(|s| (&*s.name, s.end)).collect();
    assert_eq!(states, [("open", false), ("done", true), ("excused", true)]);
    let discharge = ledger.action("discharge").unwrap();
    assert_eq!((&*discharge.by[0], &discharge.takes[..]), ("system", &[5][..]));
    let excuse = ledger.action("excuse").unwrap();
    assert!(excuse.reason_required && excuse.by.iter().map(|r| &**r).eq(["system", "head"]));
    let limit = ledger.limit("due").unwrap();
    assert!(matches!(&limit.due.as_ref().unwrap().kind, ExprKind::Field(field) if &*field.name == "due_at"));
    assert_eq!(limit.basis.as_deref(), Some("letters-21"));
    assert_eq!(ledger.supervise.consequences.len(), 1);
}

#[test]
fn obligations_are_counted_like_any_matter() {
    let figures = r#"
[indicators]
owed    = { title = "应报数", count = "weekly_return", on = "period_start" }
in_time = { title = "按时报送数", count = "weekly_return.due", on = "due_on", where = "on_time && unit == '信访局'" }
"#;
    let package = check(&[("duties/returns.toml", DUTY), ("indicators/returns.toml", figures)]);
    assert_eq!(package.indicators["in_time"].source.as_ref().unwrap().limit.as_deref(), Some("due"));
}

/// The deadline as read.
fn check_deadline(text: &str, expected: Option<DutyDeadline>) {
    let reading = read(&[("duties/returns.toml", &DUTY.replace("friday 17:00", text))]);
    assert_eq!(reading.package.duties.get("weekly_return").map(|d| d.by), expected, "{text}");
    assert_eq!(reading.has_errors(), expected.is_none(), "{text}");
}

#[test]
fn deadlines_are_read_as_people_say_them() {
    let four = NaiveTime::from_hms_opt(16, 0, 0).unwrap();
    check_deadline("16:00", Some(DutyDeadline::LastDay(four)));
    check_deadline("5 working days after", Some(DutyDeadline::WorkingDaysAfter(5)));
    check_deadline("10 days after", Some(DutyDeadline::DaysAfter(10)));
    check_deadline("1 months after", None);
    check_deadline("25:00", None);
    check_deadline("someday 16:00", None);
}

#[test]
fn notices_services_and_allocations_are_resolved() {
    let files = [
        (
            "ledgers/desk.toml",
            "ledger = \"desk\"\ntitle = \"接待窗口\"\n\n[fields]\nseats = { title = \"容量\", type = \"int\", required = true }\n",
        ),
        (
            "ledgers/matter.toml",
            r#"
[fields]
wishes = { title = "志愿", type = "list", fields = { desk = { title = "窗口", type = "ref(desk)" } } }
desk = { title = "分到的窗口", type = "ref(desk)" }
phone = { title = "电话", type = "phone", class = "personal", mask = "phone" }

[actions.place]
title = "分派"
from = "received"
by = "clerk"
takes = ["desk"]
"#,
        ),
        (
            "notices/public.toml",
            "[notices.open]\ntitle = \"在办来信\"\nof = \"matter\"\nduring = \"accepted\"\nwhere = \"amount > 0\"\nshows = [\"subject\", \"kind\"]\nperiod = \"handling\"\nwithdraw = \"close\"\n",
        ),
        (
            "services/letters.toml",
            "[services.write]\ntitle = \"写信反映问题\"\nstarts = \"matter\"\naudience = \"任何人\"\ntakes = [\"subject\", \"kind\", \"came_on\", \"phone\"]\nbox = \"局长信箱\"\nwith = { kind = \"complaint\" }\nshows_states = { received = \"已收到\", closed = \"已办结\" }\npromised = \"handling\"\n",
        ),
        (
            "results/letters.toml",
            "[results.answers]\ntitle = \"来信结果\"\nof = \"matter\"\noutcomes = { closed = \"已办结\" }\nidentify_by = [\"number\", \"phone\"]\nshows = [\"subject\"]\nreleased = \"came_on\"\n",
        ),
        (
            "allocations/desks.toml",
            "[allocations.desks]\ntitle = \"窗口分派\"\nmethod = \"lottery\"\nseekers = \"matter\"\nseekers_where = \"state == 'received'\"\nplaces = \"desk\"\nchoices = \"wishes.desk\"\ncapacity = \"seats\"\nresult = { action = \"place\", field = \"desk\" }\n",
        ),
        (
            "stated/letters.toml",
            "[[figure]]\nids = [\"a-1\"]\nfigure = \"received.where(kind=\\\"advice\\\")\"\nperiod = \"2026\"\nvalue = 12\n",
        ),
    ];
    let package = check(&files);
    assert_eq!(package.notices["open"].shows, [0, 1]);
    assert_eq!(package.services["write"].promised.as_deref(), Some("handling"));
    let write = &package.services["write"];
    assert_eq!((write.letter_box.as_deref(), write.with.len(), write.shows_states.len()), (Some("局长信箱"), 1, 2));
    let answers = &package.results["answers"];
    assert_eq!(answers.identify_by, [Identity::Number, Identity::Field(6)]);
    assert_eq!(
        (answers.released.clone(), answers.outcome("closed").map(|w| &**w)),
        (Some(Day::Own(2)), Some("已办结"))
    );
    let allocation = &package.allocations["desks"];
    assert_eq!(allocation.method, AllotMethod::Lottery);
    assert_eq!(allocation.choices, Choices::Rows { list: 4, field: 0 });
    assert_eq!((&*allocation.result.0, allocation.result.1, allocation.capacity), ("place", 5, Some(0)));
    assert_eq!((&*package.stated[0].value, &*package.stated[0].period), ("12", "2026"));
}

#[test]
fn records_are_created_from_rows_with_typed_values() {
    let files = [
        (
            "ledgers/item.toml",
            "ledger = \"item\"\ntitle = \"事项\"\nnumber = \"{matter}-{seq:2}\"\n\n[fields]\nmatter = { title = \"来信\", type = \"ref(matter)\", required = true }\nwhat = { title = \"内容\", type = \"text\", required = true }\n",
        ),
        (
            "ledgers/matter.toml",
            r#"
[fields]
points = { title = "诉求", type = "list", fields = { what = { title = "内容", type = "text" }, urgent = { title = "急", type = "bool" } } }

[actions.accept]
creates = [{ ledger = "item", for_each = "points", when = "it.urgent", with = { matter = "this", what = "it.what" }, org = "org" }]
"#,
        ),
    ];
    let package = check(&files);
    let creation = &package.ledgers["matter"].action("accept").unwrap().creates[0];
    assert_eq!((&*creation.ledger, creation.for_each, creation.with.len()), ("tiny.item", Some(4), 2));
    assert!(creation.when.is_some() && creation.org.is_some());
}

#[test]
fn sums_and_differences_of_counts_are_shown_whole() {
    let figures = r#"
[indicators]
others = { title = "其他来信", formula = "received - complaints", unit = "件" }
twice  = { title = "合计", formula = "others + received", unit = "件" }
half   = { title = "一半", formula = "received / 2", unit = "件" }
"#;
    let package = check(&[("indicators/more.toml", figures)]);
    assert_eq!(package.indicators["others"].show, Show::Integer);
    assert_eq!(package.indicators["twice"].show, Show::Integer);
    assert_eq!(package.indicators["half"].show, Show::Decimal(2));
}

const DASHBOARD: &str = "[dashboards.letters]\ntitle = \"来信总览\"\ntiles = [\"received\", \"share\"]\ncharts = [{ indicator = \"received\", by = \"kind\" }, { indicator = \"share\", by = \"month\" }]\n";

#[test]
fn a_dashboard_shows_indicators_in_order_and_charts_split_as_they_allow() {
    let package = check(&[("package.toml", DASHBOARD)]);
    let board = &package.dashboards["letters"];
    assert_eq!((&*board.title, &board.tiles[..]), ("来信总览", &["received".into(), "share".into()][..]));
    let charts: Vec<_> = board.charts.iter().map(|chart| (&*chart.indicator, chart.by.clone())).collect();
    assert_eq!(charts, [("received", Cut::Field("kind".into())), ("share", Cut::Month)]);
}

#[test]
fn a_dashboard_of_what_is_not_there_is_told_what_was_meant() {
    let wrong = DASHBOARD.replace("\"received\", \"share\"", "\"recieved\", \"share\"").replace("\"kind\"", "\"kin\"");
    let reading = read(&[("package.toml", &wrong)]);
    let told: Vec<_> = reading.findings.iter().filter(|f| f.severity == Severity::Error).cloned().collect();
    insta::assert_snapshot!(render(&told, &reading.sources, "tiny", Look::Plain).trim_end(), @r#"
    错误[unknown-indicator]: 没有指标 recieved
      --> tiny/package.toml:23:10
       |
    23 | tiles = ["recieved", "share"]
       |          ^^^^^^^^^^
       |
       = 怎么办: 是不是想写 `received`?可用：`received`、`complaints`、`share`、`urgent`、`amount`

    错误[report-unknown-dimension]: 指标“来信数”在看板上不能按 `kin` 分
      --> tiny/package.toml:24:42
       |
    24 | charts = [{ indicator = "received", by = "kin" }, { indicator = "share", by = "month" }]
       |                                          ^^^^^
       |
       = 怎么办: 是不是想写 `kind`?可用：`state`、`org`、`month`、`year`、`kind`
    "#);
    let board = &reading.package.dashboards["letters"];
    assert_eq!((&board.tiles[..], board.charts.len()), (&["share".into()][..], 1));
}

#[test]
fn nobody_is_looked_at_through_a_dashboard_split_by_personal_fields() {
    let ledger = "[fields]\nparty_member = { title = \"党员\", type = \"bool\", class = \"personal\" }\n";
    let board = DASHBOARD.replace("\"kind\"", "\"party_member\"");
    let reading = read(&[("package.toml", &board), ("ledgers/matter.toml", ledger)]);
    assert_eq!(of_code(&reading.findings, "report-unknown-dimension").len(), 1, "{:?}", reading.findings);
}
