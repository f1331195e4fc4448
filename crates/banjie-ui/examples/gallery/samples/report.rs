//! A report with its proof beside it.

use banjie_ui::{Icon, Level, Look, Tone, alert, link_button, page as desk_page};
use maud::{Markup, html};

use super::shell;

fn note(id: &str, tone: Tone, title: &str, text: &str) -> Markup {
    let class = match tone {
        Tone::Late => "tone-late",
        Tone::Due => "tone-due",
        _ => "tone-done",
    };
    html! { a.proof-note.(class) id={ "note-" (id) } href={ "#mark-" (id) } data-proof=(id) { b { (title) } br; (text) } }
}

fn mark(id: &str, class: &str, text: &str) -> Markup {
    html! { a.proof-mark.(class) id={ "mark-" (id) } href={ "#note-" (id) } data-proof=(id) { (text) } }
}

/// The page.
pub fn page() -> Markup {
    desk_page(
        &shell("2025年第三季度工作总结", "报告", &[("报告", "/reports"), ("2025年第三季度工作总结", "")]),
        &html! {
            header.page-head {
                div { h1 { "2025年第三季度工作总结" } p { "草稿 · 韦秀兰 · 09:28 保存" } }
                div.actions { (link_button("Word", "/docx", Look::Plain, Some(Icon::Download))) (link_button("PDF", "/pdf", Look::Plain, Some(Icon::Download))) (link_button("送审", "/submit", Look::Primary, None)) }
            }
            (alert(Level::Warn, "还有 1 处数字对不上", &html! { p { "送审前请先核对，或者写明理由。" } }))
            div.proof {
                article.proof-text {
                    h1 { "关于2025年第三季度违法建设查处工作的总结" }
                    h2 { "一、主要情况" }
                    p { "第三季度全市共受理违法建设案件 " (mark("a", "", "1,234")) " 件，结案 " (mark("b", "", "1,091")) " 件，结案率 " (mark("c", "tone-late", "89.4%")) "，较上季度提高 2.1 个百分点。其中楼顶违法建设 612 件、临街扩建 388 件、占用耕地 " (mark("d", "tone-due", "234 件")) "。" }
                    p { "全市发出黄牌 7 张、红牌 2 张，移送纪检监察机构 1 件。" }
                }
                aside.proof-margin aria-label="核对结果" {
                    (note("c", Tone::Late, "比例不符", "1,091 ÷ 1,234 = 88.4%，文中为 89.4%。"))
                    (note("d", Tone::Due, "请核对", "三类之和 1,234 件，与受理数相同；上一季度此处另有“其他”一类。"))
                    (note("a", Tone::Done, "受理数 1,234 件", "指标“受理案件数”，2025年第三季度，宜州市。"))
                    (note("b", Tone::Done, "结案数 1,091 件", "指标“结案数”，2025年第三季度，宜州市。"))
                }
            }
        },
    )
}
