//! Results: who is identified reads his own, from the moment of release to the last day, and nobody anything else.

use banjie_desk::Target;

use crate::support::{Town, moment, pairs, system, town};

const WON: &str = "330302199003070132";
const LOST: &str = "330302199003070212";

/// A draw whose results come out on 5 March at nine and may be looked up till the tenth, with one seat won and one not.
async fn drawn() -> Town {
    let town = town().await;
    let call = system("2026-03-02 09:00");
    let draw = pairs(&[("heading", "第一批"), ("results_at", "2026-03-05 09:00"), ("query_until", "2026-03-10")]);
    let draw = town.desk.create("help.draw", &draw, Some("east"), &call).await.unwrap().record;
    for (name, id_card, action, values) in
        [("王小明", WON, "win", &[("seat", "3排4座")][..]), ("李红", LOST, "lose", &[][..])]
    {
        let typed = pairs(&[("draw", &format!("#{draw}")), ("name", name), ("id_card", id_card)]);
        let entry = town.desk.create("help.entry", &typed, Some("east"), &call).await.unwrap().record;
        town.desk.act("help.entry", &Target::Id(entry), action, &pairs(values), None, &call).await.unwrap();
    }
    town
}

/// What somebody reads who tells this.
async fn read(town: &Town, results: &str, number: Option<&str>, told: &[(&str, &str)], at: &str) -> String {
    let snapshot = town.desk.snapshot();
    let results = &snapshot.library().packages["help"].results[results];
    let told = town.desk.values_of("help.entry", &pairs(told)).await.unwrap();
    let found = town.desk.own_results(results, number, &told, moment(at)).await.unwrap();
    let line = |own: banjie_desk::OwnResult| {
        let fields: Vec<String> = own.fields.iter().map(|(title, text)| format!("{title}={text}")).collect();
        format!("{} {} {} {}", own.number, own.org, own.outcome, fields.join(" "))
    };
    found.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_result_is_read_by_whoever_it_is_about_between_release_and_end() {
    let town = drawn().await;
    let won = [("id_card", WON), ("name", "王小明")];
    let at = async |at: &str| read(&town, "seats", None, &won, at).await;
    assert_eq!(at("2026-03-05 08:59").await, "");
    assert_eq!(at("2026-03-05 09:00").await, "签2026001 东站 中签 抽签=第一批 姓名=王*明 座位=3排4座");
    assert_eq!(at("2026-03-10 23:59").await, at("2026-03-05 09:00").await);
    assert_eq!(at("2026-03-11 00:00").await, "");
    let lost = read(&town, "seats", None, &[("id_card", LOST), ("name", "李红")], "2026-03-06 09:00").await;
    assert_eq!(lost, "签2026002 东站 未中签 抽签=第一批 姓名=李*");
}

#[tokio::test]
async fn whoever_gets_one_thing_wrong_or_leaves_it_out_reads_nothing() {
    let town = drawn().await;
    let noon = "2026-03-06 12:00";
    for told in [&[("id_card", WON), ("name", "李红")][..], &[("id_card", WON)], &[("name", "王小明")], &[]] {
        assert_eq!(read(&town, "seats", None, told, noon).await, "", "{told:?}");
    }
    assert_eq!(
        read(&town, "numbers", Some("签2026001"), &[("name", "王小明")], noon).await,
        "签2026001 东站 中签 座位=3排4座"
    );
    for (number, name) in
        [(Some("签2026001"), "李红"), (Some("签2026009"), "王小明"), (None, "王小明"), (Some("签2026002"), "李红")]
    {
        assert_eq!(read(&town, "numbers", number, &[("name", name)], noon).await, "", "{number:?} {name}");
    }
}

#[tokio::test]
async fn the_desk_says_what_is_open_and_what_comes_next_and_follows_a_postponement() {
    let town = drawn().await;
    let desk = async |name: &str, at: &str| {
        let desk = town.desk.result_desk("help", name, moment(at)).await.unwrap().unwrap();
        (desk.open, desk.next.map(|(at, what)| format!("{at} {}", what.unwrap_or_default())))
    };
    assert_eq!(desk("seats", "2026-03-04 09:00").await, (false, Some("2026-03-05 09:00:00 第一批".to_owned())));
    assert_eq!(desk("seats", "2026-03-05 09:00").await, (true, None));
    assert_eq!(desk("numbers", "2026-03-04 09:00").await, (true, None));
    let call = system("2026-03-04 10:00");
    let later = pairs(&[("results_at", "2026-03-07 09:00")]);
    let draw = Target::Id(banjie_model::value::RecordId(first_draw(&town).await));
    town.desk.edit("help.draw", &draw, &later, &call).await.unwrap();
    assert!(!desk("seats", "2026-03-06 09:00").await.0);
    assert_eq!(read(&town, "seats", None, &[("id_card", WON), ("name", "王小明")], "2026-03-06 09:00").await, "");
    assert!(town.desk.result_desk("help", "none", moment("2026-03-06 09:00")).await.unwrap().is_none());
}

async fn first_draw(town: &Town) -> i64 {
    use banjie_desk::ports::{ListQuery, Store as _};
    let ledger = town.desk.ledger("help.draw").unwrap();
    town.desk.store().list(&ledger, &ListQuery::default()).await.unwrap()[0].id.0
}
