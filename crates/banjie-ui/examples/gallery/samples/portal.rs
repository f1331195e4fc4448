//! Pages for the public.

use banjie_ui::{
    Button, Crumb, Level, Look, NavItem, PlainInput, PortalShell, Step, StepState, Term, alert, button, csrf_field,
    definition_list, plain_input, public_page, steps,
};
use maud::{Markup, html};

fn shell(title: &str, current: &str) -> PortalShell {
    let link = |title: &str| NavItem {
        title: title.into(),
        href: format!("/p/{title}"),
        count: None,
        current: title == current,
    };
    PortalShell {
        title: title.into(),
        system: "宜州市教育局 网上办事".into(),
        nav: vec![link("办事"), link("查询"), link("公示")],
        contact: "宜州市教育局 · 庆远镇城西路 1 号 · 0778-3140000，工作日 8:00—12:00、15:00—18:00".into(),
        csrf: "sample-token".into(),
        ..PortalShell::default()
    }
}

/// The first screen.
pub fn home() -> Markup {
    public_page(
        &shell("网上办事", ""),
        &html! {
            h1 { "您要办什么？" }
            div.doors {
                a.door href="/p/services" { b { "办事" } span { "看需要什么材料、多久办完，在线申请" } }
                a.door href="/p/follow" { b { "查询" } span { "凭受理编号和手机号看进度、补材料" } }
                a.door href="/p/notices" { b { "公示" } span { "名单、结果，公示期内可以提出异议" } }
            }
            section {
                h2 { "常办的事" }
                ul.service-list {
                    li { a href="/p/s/1" { "小学一年级入学报名" } p { "需要户口簿、房产证或租房合同；5 个工作日内答复" } }
                    li { a href="/p/s/2" { "家庭经济困难学生资助" } p { "需要困难认定材料；20 个工作日内答复" } }
                    li { a href="/p/s/3" { "校外培训机构投诉" } p { "可以匿名；7 个工作日内答复" } }
                }
            }
        },
    )
}

/// Where an application stands.
pub fn progress_page() -> Markup {
    let step = |title: &str, date: &str, note: &str, state: StepState| Step {
        title: title.into(),
        date: date.into(),
        note: note.into(),
        state,
    };
    let mut shell = shell("办件进度", "查询");
    shell.breadcrumb = vec![
        Crumb { title: "查询".into(), href: "/p/follow".into() },
        Crumb { title: "入学〔2025〕0071号".into(), href: String::new() },
    ];
    public_page(
        &shell,
        &html! {
            h1 { "小学一年级入学报名" }
            (steps("办理进度", &[
                step("提交", "8月1日", "", StepState::Done),
                step("受理", "8月2日", "材料齐全", StepState::Done),
                step("审核", "承诺 8月8日 前", "还有 3 个工作日", StepState::Now),
                step("公布结果", "承诺 8月20日 前", "", StepState::Next),
            ]))
            (alert(Level::Warn, "请补一份材料", &html! { p { "租房合同的照片看不清楚。请在 8月6日 前重新上传，期间时限暂停。" } }))
            (definition_list(&[Term::text("受理编号", "入学〔2025〕0071号"), Term::text("申请人", "覃*"), Term::text("承办", "宜州市教育局基础教育股"), Term::text("咨询电话", "0778-3140012")]))
            form.form method="post" action="/p/rate" {
                (csrf_field("sample-token"))
                (plain_input(&PlainInput { name: "phone", title: "手机号", kind: "tel", help: "办理中有变化会发短信到这个号码", autocomplete: "tel", required: true, ..PlainInput::default() }))
                (button(&Button { word: "上传材料", look: Look::Primary, ..Button::default() }))
            }
        },
    )
}
