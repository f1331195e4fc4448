//! Reports and documents as the web asks for them.

use banjie_desk::{Silent, Target};
use banjie_model::{case::Actor, refusal::RefusalCode};
use banjie_office::{
    forms::{self, Binding, Of, Output},
    printing::{Form, NoPdf},
    reports::{self, ReportError, What},
    scope, signing,
    trace::{self, Page, Wanted},
};
use banjie_papers::markdown;

use crate::support::{actor, chief, clerk, moment, town, watcher};

const YEAR: What<'static> = What { report: "help/year", period: Some("2026"), org: None, serial: None, dated: None };

/// What a server awaits must be able to move between its threads.
fn moves<T: Send>(future: T) -> T {
    future
}

#[tokio::test]
async fn a_report_is_written_from_the_package_and_from_an_edited_text() {
    let town = town().await;
    town.request("陈", "east", "2026-03-02 09:00").await;
    let moment = scope::as_of(&town.desk, None, moment("2026-03-03 09:00")).await.unwrap();
    let document = moves(reports::compose(&town.desk, &YEAR, moment)).await.unwrap();
    assert!(markdown::print(&document, markdown::Options::default()).contains("共收到求助 1 件。"));
    let body = "# 一\n\n今年 {{ filed }} 件。\n";
    let document = moves(reports::compose_text(&town.desk, &YEAR, body, moment)).await.unwrap();
    assert!(markdown::print(&document, markdown::Options::default()).contains("今年 1 件。"));
    let wrong = reports::compose_text(&town.desk, &YEAR, "好\n\n{{ fild }}\n", moment).await.unwrap_err();
    let ReportError::Template(fault) = wrong else { panic!("{wrong}") };
    assert_eq!(fault.line, Some(3));
    let period = What { period: Some("2026-03"), ..YEAR };
    let wrong = reports::compose(&town.desk, &period, moment).await.unwrap_err();
    assert_eq!(wrong.refusal().unwrap().code, RefusalCode::BadValue);
    let none = What { period: None, ..YEAR };
    let wrong = reports::compose(&town.desk, &none, moment).await.unwrap_err();
    assert!(matches!(wrong, ReportError::NoPeriod { example: 2025 }));
}

#[tokio::test]
async fn an_edited_text_asks_only_for_what_its_reader_reaches() {
    let town = town().await;
    town.request("陈", "east", "2026-03-02 09:00").await;
    let moment = scope::as_of(&town.desk, None, moment("2026-03-03 09:00")).await.unwrap();
    let east = What { org: Some("东站"), ..YEAR };
    let read = async |who: Actor, body: &str| {
        let composed = moves(reports::compose_for(&town.desk, &who, &east, Some(body), moment)).await;
        composed.map(|document| document.figures.len()).map_err(|e| e.refusal().map(|refusal| refusal.code))
    };
    assert_eq!(read(clerk(), "今年 {{ filed }} 件。").await, Ok(1));
    assert_eq!(read(watcher(), "西站 {{ filed.of(\"西站\") }} 件。").await, Ok(1));
    for elsewhere in [
        "西站 {{ filed.of(\"西站\") }} 件。",
        "{% if filed.of(\"西站\") > 0 %}有{% endif %}",
        "{% table orgs/people by month %}",
    ] {
        let refused = read(clerk(), elsewhere).await;
        assert_ne!(refused, Ok(1), "{elsewhere}");
        assert!(matches!(refused, Err(None | Some(RefusalCode::OutsideScope))), "{elsewhere}: {refused:?}");
    }
}

#[tokio::test]
async fn a_report_is_written_and_signed_by_those_whose_records_it_is_about() {
    let town = town().await;
    town.request("陈", "east", "2026-03-02 09:00").await;
    let now = moment("2026-03-03 09:00");
    let snapshot = town.desk.snapshot();
    let stranger = actor("sun", "town", "orgs.auditor");
    let may = |who: Actor, org| {
        reports::permit(&snapshot, &who, &What { org, ..YEAR }).map_err(|e| e.refusal().unwrap().code)
    };
    assert_eq!(may(watcher(), None), Ok(()));
    assert_eq!(may(chief(), Some("西站")), Ok(()));
    assert_eq!(may(clerk(), Some("东站")), Ok(()));
    assert_eq!(may(clerk(), None), Err(RefusalCode::OutsideScope));
    assert_eq!(may(clerk(), Some("西站")), Err(RefusalCode::OutsideScope));
    assert_eq!(may(stranger.clone(), None), Err(RefusalCode::NotPermitted));
    assert_eq!(reports::offers(&snapshot, &clerk()).len(), 1);
    assert_eq!(reports::offers(&snapshot, &stranger).len(), 0);
    let moment = scope::as_of(&town.desk, None, now).await.unwrap();
    let mut document = reports::compose(&town.desk, &YEAR, moment).await.unwrap();
    let refused = signing::sign(&town.desk, &clerk(), now, &mut document).await.unwrap_err();
    assert_eq!(refused.refusal().unwrap().code, RefusalCode::NotPermitted);
    let signed = moves(signing::sign(&town.desk, &chief(), now, &mut document)).await.unwrap();
    assert_eq!((signed.number, signing::signed(&town.desk, &clerk()).await.unwrap().len()), (1, 1));
    assert_eq!(signing::signed(&town.desk, &stranger).await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_figure_leads_to_the_records_the_viewer_may_see() {
    let town = town().await;
    town.request("陈", "east", "2026-03-02 09:00").await;
    town.request("林", "west", "2026-03-02 09:00").await;
    let wanted = Wanted { what: "help/filed", period: Some("2026"), ..Wanted::default() };
    let (now, page) = (moment("2026-03-03 09:00"), Page { limit: 10, offset: 0 });
    let seen = async |who| {
        let traced = moves(trace::figure(&town.desk, &who, &wanted, now, page)).await.unwrap();
        assert!(traced.same());
        (traced.parts[0].records.len(), traced.parts[0].withheld)
    };
    assert_eq!(seen(watcher()).await, (2, 0));
    assert_eq!(seen(clerk()).await, (1, 1));
}

#[tokio::test]
async fn documents_get_their_number_once_and_their_plain_values_are_logged() {
    let town = town().await;
    let (one, two) = (
        town.request("陈小明", "east", "2026-03-02 09:00").await,
        town.request("林", "east", "2026-03-02 09:00").await,
    );
    town.answered(&one, "2026-03-03 09:00").await;
    let ids = [one.record, two.record];
    let now = moment("2026-03-04 09:00");
    let print =
        async || moves(forms::print(&town.desk, &clerk(), now, ("help/reply", Of::Ids(&ids)), &Silent)).await.unwrap();
    for _ in 0..2 {
        let (ready, failures) = print().await;
        assert_eq!((ready.len(), ready[0].number.as_deref()), (1, Some("答〔2026〕1号")));
        assert_eq!((failures.len(), failures[0].record.as_str()), (1, "求2026002"));
        let mut output = Output::new(&NoPdf, Binding::Single(Form::Html));
        output.add(ready[0].file_name(), &ready[0].printed).unwrap();
        let files = output.finish("").unwrap();
        assert_eq!(files[0].name, "答〔2026〕1号-答复书.html");
        assert!(String::from_utf8_lossy(&files[0].bytes).contains("陈小明"));
    }
    let printings = forms::printings(&town.desk, &clerk(), ("help.request", &Target::Id(one.record))).await.unwrap();
    assert_eq!(printings.len(), 2);
    let log = town.desk.store().readings(&Default::default(), 10).await.unwrap();
    assert_eq!((log.len(), &*log[0].purpose), (2, "打印文书 help/reply"));
    assert_eq!(forms::offers(&town.desk.snapshot(), "help.request").len(), 1);
    let none = forms::print(&town.desk, &clerk(), now, ("help/reply", Of::Where("urgent")), &Silent).await.unwrap_err();
    assert_eq!(none.refusal().unwrap().code, RefusalCode::NotFound);
}
