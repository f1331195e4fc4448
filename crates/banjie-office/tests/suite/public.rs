//! What the public may do, and that it may do nothing else.

use banjie_desk::{Call, Clock, Target};
use banjie_model::{
    applicant::{Applicant, Door},
    refusal::RefusalCode,
};
use banjie_office::public::{self, By, Mine, PublicError};

use crate::support::{Town, moment, pairs, system, town};

const PHONE: &str = "13800138000";

fn mine(number: &str) -> Mine<'_> {
    Mine { service: "help/ask", by: By::Written { number, proof: PHONE } }
}

async fn applied(town: &Town, at: &str) -> public::Registered {
    let values = pairs(&[("person", "陈小明"), ("phone", PHONE), ("content", "看病"), ("proof", "证.pdf")]);
    public::apply(&town.desk, "help/ask", &values, None, moment(at)).await.unwrap()
}

#[track_caller]
fn refused<T: std::fmt::Debug>(answer: Result<T, PublicError>) -> RefusalCode {
    answer.unwrap_err().refusal().expect("a rule said no").code
}

#[tokio::test]
async fn an_application_goes_to_the_office_whose_people_take_it_and_is_followed_by_number_and_telephone() {
    let town = town().await;
    let form = public::service_form(&town.desk, "help/ask", moment("2026-03-02 09:00")).await.unwrap();
    let names = |fields: &[usize]| fields.iter().map(|i| form.ledger.fields[*i].name.to_string()).collect::<Vec<_>>();
    assert_eq!(names(&form.fields), ["person", "phone", "content", "proof"]);
    assert_eq!(names(&form.required), ["person", "content", "proof"]);
    let one = applied(&town, "2026-03-02 09:00").await;
    assert_eq!(&*one.number, "求2026001");
    let followed = public::follow(&town.desk, &mine("求2026001")).await.unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&followed).unwrap(), @r#"
    {
      "title": "求助",
      "number": "求2026001",
      "version": 1,
      "office": "东站",
      "opened_on": "2026-03-02",
      "state": "收到",
      "closed_on": null,
      "promised": [
        "答复时限",
        "2026年3月9日"
      ],
      "promised_on": "2026-03-09",
      "fields": [
        [
          "内容",
          "看病"
        ]
      ],
      "supplements": [
        "person",
        "phone",
        "content",
        "proof"
      ],
      "may_rate": false
    }
    "#);
}

#[tokio::test]
async fn what_is_wrong_in_an_application_is_told_and_nothing_is_registered() {
    let town = town().await;
    let at = moment("2026-03-02 09:00");
    let apply = async |values: &[(&str, &str)], office: Option<&str>| {
        public::apply(&town.desk, "help/ask", &pairs(values), office, at).await
    };
    let full = [("person", "陈"), ("content", "看病"), ("proof", "证.pdf")];
    assert_eq!(refused(apply(&full[..2], None).await), RefusalCode::MissingValue);
    assert_eq!(refused(apply(&full[1..], None).await), RefusalCode::MissingValue);
    for (field, value) in [("urgent", "是"), ("reply", "已办"), ("number", "求1999001"), ("state", "done")] {
        let more = [&full[..], &[(field, value)]].concat();
        assert_eq!(refused(apply(&more, None).await), RefusalCode::ForbiddenField, "{field}");
    }
    assert_eq!(refused(apply(&full, Some("西站")).await), RefusalCode::BadValue);
    let other = public::apply(&town.desk, "help/nothing", &pairs(&full), None, at).await;
    assert_eq!(refused(other), RefusalCode::NotFound);
    let ledger = town.desk.ledger("help.request").unwrap();
    let listed = banjie_desk::ports::Store::list(town.desk.store(), &ledger, &Default::default()).await.unwrap();
    assert_eq!(listed.len(), 0);
}

#[tokio::test]
async fn a_wrong_telephone_and_a_wrong_number_answer_the_same() {
    let town = town().await;
    applied(&town, "2026-03-02 09:00").await;
    let anonymous = pairs(&[("person", "匿名"), ("content", "看病"), ("proof", "证.pdf")]);
    public::apply(&town.desk, "help/ask", &anonymous, None, moment("2026-03-02 10:00")).await.unwrap();
    let asked = async |number: &str, proof: &str| {
        let mine = Mine { service: "help/ask", by: By::Written { number, proof } };
        public::follow(&town.desk, &mine).await.unwrap_err().to_string()
    };
    let nothing = asked("求2026009", PHONE).await;
    for (number, proof) in
        [("求2026001", "13900139000"), ("求2026001", ""), ("求2026002", ""), ("#1", PHONE), ("1", PHONE)]
    {
        assert_eq!(asked(number, proof).await, nothing, "{number} {proof}");
    }
}

#[tokio::test]
async fn an_application_is_completed_at_the_start_and_where_an_action_asks_for_it_only() {
    let town = town().await;
    let one = applied(&town, "2026-03-02 09:00").await;
    let may = async || public::follow(&town.desk, &mine(&one.number)).await.unwrap().supplements.join(",");
    let complete = async |field: &str, at: &str| {
        let typed = pairs(&[(field, "13800138000")]);
        public::supplement(&town.desk, &mine(&one.number), &typed, None, moment(at)).await
    };
    assert_eq!(may().await, "person,phone,content,proof");
    complete("content", "2026-03-02 10:00").await.unwrap();
    let target = Target::Id(one.record);
    let act = async |action: &str, values: &[(&str, &str)], at: &str| {
        town.desk.act("help.request", &target, action, &pairs(values), None, &system(at)).await.unwrap()
    };
    act("ask", &[("lacking", "证明")], "2026-03-03 09:00").await;
    assert_eq!(may().await, "proof");
    assert_eq!(refused(complete("content", "2026-03-03 10:00").await), RefusalCode::ForbiddenField);
    assert_eq!(refused(complete("lacking", "2026-03-03 10:00").await), RefusalCode::ForbiddenField);
    complete("proof", "2026-03-03 10:00").await.unwrap();
    let typed = pairs(&[("proof", "新.pdf")]);
    let stale = public::supplement(&town.desk, &mine(&one.number), &typed, Some(1), moment("2026-03-03 11:00")).await;
    assert_eq!(refused(stale), RefusalCode::Conflict);
    act("complete", &[], "2026-03-04 09:00").await;
    assert_eq!(may().await, "");
    assert_eq!(refused(complete("proof", "2026-03-04 10:00").await), RefusalCode::ForbiddenField);
}

#[tokio::test]
async fn a_closed_application_is_rated_once_by_its_applicant() {
    let town = town().await;
    let one = applied(&town, "2026-03-02 09:00").await;
    let rate = async |values: &[(&str, &str)], at: &str| {
        public::rate(&town.desk, &mine(&one.number), &pairs(values), moment(at)).await
    };
    assert_eq!(refused(rate(&[("score", "5")], "2026-03-02 10:00").await), RefusalCode::WrongState);
    let target = Target::Id(one.record);
    for (action, values) in [("accept", &[][..]), ("answer", &[("reply", "已办")][..])] {
        let call = system("2026-03-03 09:00");
        town.desk.act("help.request", &target, action, &pairs(values), None, &call).await.unwrap();
    }
    let followed = public::follow(&town.desk, &mine(&one.number)).await.unwrap();
    assert!(followed.may_rate && followed.fields.contains(&("答复".into(), "已办".to_owned())));
    assert_eq!(
        refused(rate(&[("score", "5"), ("answer", "好")], "2026-03-03 10:00").await),
        RefusalCode::ForbiddenField
    );
    let rated = rate(&[("score", "4"), ("about", "#999")], "2026-03-03 10:00").await.unwrap();
    let ledger = town.desk.ledger("help.rating").unwrap();
    let case = banjie_desk::ports::Store::case(town.desk.store(), &ledger, rated.record).await.unwrap().unwrap();
    assert_eq!((&*case.record.org, &case.record.values[0]), ("east", &banjie_model::value::Value::Ref(one.record)));
    assert_eq!(refused(rate(&[("score", "1")], "2026-03-03 11:00").await), RefusalCode::Duplicate);
}

#[tokio::test]
async fn an_application_without_a_telephone_tells_only_what_is_public_unless_a_receipt_is_shown() {
    let town = town().await;
    let at = moment("2026-03-02 09:00");
    let one = public::apply(&town.desk, "help/tell", &pairs(&[("content", "线索")]), None, at).await.unwrap();
    let values = pairs(&[("result", "属实"), ("told", "已处理")]);
    let call = system("2026-03-03 09:00");
    town.desk.act("help.tip", &Target::Id(one.record), "close", &values, None, &call).await.unwrap();
    let fields = async |by: By<'_>| {
        let followed = public::follow(&town.desk, &Mine { service: "help/tell", by }).await.unwrap();
        followed.fields.into_iter().map(|(title, _)| title.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(fields(By::Written { number: &one.number, proof: "" }).await, ["公开结果"]);
    assert_eq!(fields(By::Receipt(one.record)).await, ["结果", "公开结果"]);
}

#[tokio::test]
async fn an_objection_is_registered_against_what_is_on_show_only() {
    let town = town().await;
    let (shown, hidden) = (
        town.request("陈小明", "west", "2026-03-02 09:00").await,
        town.request("李", "west", "2026-03-02 09:00").await,
    );
    town.answered(&shown, "2026-03-03 09:00").await;
    let at = moment("2026-03-04 09:00");
    let object = async |notice: &str, number: &str| {
        public::object(&town.desk, notice, number, &pairs(&[("content", "不实")]), at).await
    };
    let board = &public::on_show(&town.desk, None, at).await.unwrap()[0];
    assert_eq!((board.shown.len(), board.shown[0].fields[0].1.as_str()), (1, "陈*明"));
    let done = object("help/answers", shown.number.as_deref().unwrap()).await.unwrap();
    assert_eq!(&*done.number, "异2026001");
    assert_eq!(refused(object("help/answers", hidden.number.as_deref().unwrap()).await), RefusalCode::NotFound);
    assert_eq!(refused(object("help/open", shown.number.as_deref().unwrap()).await), RefusalCode::NotPermitted);
    assert_eq!(refused(object("help/none", "1").await), RefusalCode::NotFound);
    assert_eq!(refused(public::on_show(&town.desk, Some("none"), at).await), RefusalCode::NotFound);
}

/// Everything else an applicant could try at the desk itself.
#[tokio::test]
async fn the_engine_refuses_an_applicant_everything_that_is_not_opened() {
    let town = town().await;
    let (own, other) = (applied(&town, "2026-03-02 09:00").await, applied(&town, "2026-03-02 09:30").await);
    let call = |record, door| {
        let who = Applicant { package: "help", door, record };
        Call::new(who.actor(), Clock::now(moment("2026-03-02 10:00")))
    };
    let (asking, owning) = (call(None, Door::Service("ask")), call(Some(own.record), Door::Service("ask")));
    let (own, other) = (Target::Id(own.record), Target::Id(other.record));
    let desk = &town.desk;
    let new = pairs(&[("person", "陈"), ("content", "看病")]);
    let tip = pairs(&[("content", "线索")]);
    let rating = pairs(&[("about", "求2026002"), ("score", "1")]);
    let numbered = pairs(&[("number", "求1999001"), ("person", "陈"), ("content", "看病")]);
    let answers = [
        desk.create("help.tip", &tip, Some("east"), &asking).await,
        desk.create("help.request", &new, Some("east"), &owning).await,
        desk.create("help.request", &numbered, Some("east"), &asking).await,
        desk.create("help.rating", &rating, Some("east"), &owning).await,
        desk.create("help.rating", &rating, Some("east"), &asking).await,
        desk.create("orgs.person", &pairs(&[("account", "me"), ("name", "我"), ("unit", "镇")]), None, &asking).await,
        desk.act("help.request", &own, "accept", &[], None, &owning).await,
        desk.assign("help.request", &own, "zhang", &owning).await,
        desk.extend("help.request", &own, "answering", "5 days", &owning).await,
        desk.edit("help.request", &other, &pairs(&[("content", "改")]), &owning).await,
        desk.edit("help.request", &own, &pairs(&[("content", "改")]), &asking).await,
        desk.edit("help.request", &own, &pairs(&[("urgent", "是")]), &owning).await,
    ];
    let codes: Vec<_> = answers.iter().map(|a| a.as_ref().unwrap_err().refusal().unwrap().code.key()).collect();
    insta::assert_snapshot!(codes.join("\n"), @r#"
    not-permitted
    not-permitted
    not-permitted
    not-permitted
    not-permitted
    not-permitted
    not-permitted
    not-permitted
    not-permitted
    not-found
    not-found
    forbidden-field
    "#);
    assert!(
        desk.case("help.request", &own, &owning.actor).await.is_err(),
        "an applicant reads through the office only"
    );
}
