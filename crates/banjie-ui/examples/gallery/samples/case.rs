//! A case.

use banjie_ui::{
    Button, Card, Change, Clock, Entry, Flash, Icon, Level, Look, Ruler, RulerMark, Tab, Term, Tone, Why, badge,
    button, card_mark, chip, clock_ruler, definition_list, disclosure, link_button, page as desk_page, panel, tabs,
    timeline,
};
use maud::{Markup, html};

use super::{day, shell};

fn entry(at: &str, who: &str, what: &str, tone: Tone) -> Entry {
    Entry {
        at: at.to_owned(),
        datetime: at.replace(' ', "T"),
        who: who.to_owned(),
        what: html! { (what) },
        tone,
        reason: String::new(),
        changes: Vec::new(),
        body: None,
    }
}

fn story(late: bool) -> Vec<Entry> {
    let mut entries = Vec::new();
    if late {
        entries.push(Entry {
            what: html! { (card_mark(Card::Red)) " 发红牌" },
            reason: "超过时限 5 个工作日仍未办结".into(),
            ..entry("2025-10-10 08:00", "系统", "", Tone::Late)
        });
        entries.push(Entry {
            what: html! { (card_mark(Card::Yellow)) " 发黄牌" },
            ..entry("2025-10-08 08:00", "系统", "", Tone::Late)
        });
    }
    entries.push(Entry {
        changes: vec![
            Change { title: "违建面积".into(), before: Some("86.00 m²".into()), after: Some("112.50 m²".into()) },
            Change { title: "当事人电话".into(), before: None, after: Some("138****2210".into()) },
            Change { title: "备注".into(), before: Some("现场无人，择日再去".into()), after: None },
        ],
        reason: "复测后面积有变化".into(),
        ..entry("2025-09-24 16:20", "韦秀兰", "更正", Tone::Plain)
    });
    entries.push(Entry {
        reason: "等待房屋安全鉴定结论".into(),
        ..entry("2025-09-12 10:02", "韦秀兰", "中止时限", Tone::Due)
    });
    entries.push(Entry {
        body: Some(html! { a href="/doc/1" { "责令停止违法行为通知书" } }),
        ..entry("2025-09-08 15:40", "韦秀兰", "现场勘查", Tone::Active)
    });
    entries.push(entry("2025-09-02 09:15", "城关镇国土规划所", "立案", Tone::Active));
    entries
}

fn fields() -> Markup {
    let basic = [
        Term::text("当事人", "张*"),
        Term::text("身份证号", "4512************31"),
        Term::text("联系电话", "138****2210"),
        Term::text("地点", "城关镇中山大道 118 号"),
        Term::text("违建类型", "楼顶违法建设"),
        Term::text("面积", "112.50 m²"),
        Term::text("是否在建", "是"),
        Term::text("估算造价", "186,000.00 元"),
        Term::text("拆除日期", ""),
        Term::text("简要案情", "当事人未取得建设工程规划许可证，擅自在其住宅楼顶加建一层砖混结构用房，现已完成主体，未做外装修。邻居反映施工噪声及安全隐患。").wide(),
    ];
    let none = html! {};
    html! {
        (panel("g1", "基本情况", &html! { (link_button("修改", "/edit", Look::Quiet, None)) }, &definition_list(&basic)))
        (panel("g2", "现场照片与材料", &none, &html! { ul { li { a href="/f/1" { "楼顶全景.jpg" } " " span.quiet { "2.4 MB" } } li { a href="/f/2" { "现场勘查笔录.pdf" } " " span.quiet { "310 KB" } } } }))
    }
}

fn why() -> Vec<Why> {
    vec![
        Why {
            action: "结案".into(),
            reason: "还没有登记拆除日期。请先办理“登记拆除”。".into(),
            rule: "结案前，拆除日期不为空，或处理意见为“限期改正”".into(),
            basis: "《中华人民共和国城乡规划法》第六十四条".into(),
            elsewhere: false,
        },
        Why {
            action: "移送".into(),
            reason: "只有督查员能办理。可以请县督查室的同志移送。".into(),
            rule: "角色为督查员".into(),
            basis: String::new(),
            elsewhere: false,
        },
    ]
}

fn whole(flash: Option<Flash>, ruler: &Ruler, late: bool) -> Markup {
    let mut shell = shell(
        "违建〔2025〕0312号",
        "违法建设查处",
        &[("城关镇", "/orgs/1"), ("违法建设查处", "/s/building"), ("违建〔2025〕0312号", "")],
    );
    shell.flash = flash;
    let tab = |title: &str, count: Option<u64>, current: bool| Tab {
        title: title.into(),
        href: format!("?side={title}"),
        count,
        current,
    };
    desk_page(
        &shell,
        &html! {
            header.page-head {
                div {
                    h1 { "城关镇中山大道 118 号楼顶加建" }
                    p.marks { "违建〔2025〕0312号" (badge("调查取证", Tone::Active)) @if late { (card_mark(Card::Red)) } (chip("来源：群众举报")) }
                }
                div.actions {
                    (link_button("打印文书", "/print", Look::Plain, Some(Icon::Print)))
                    (link_button("移交", "/act/hand", Look::Plain, None))
                    (link_button("提出处理意见", "/act/opinion", Look::Primary, None))
                }
            }
            (clock_ruler(ruler))
            (disclosure(&why()))
            div.split {
                div.stack {
                    (tabs("案件内容", &[tab("内容", None, true), tab("文书", Some(3), false), tab("评论", Some(1), false)]))
                    (fields())
                }
                (panel("story", "经过", &html! {}, &html! {
                    (timeline(&story(late)))
                    form method="post" action="/comment" data-unsaved { label.visually-hidden for="comment" { "评论" } textarea.input #comment name="text" rows="2" {} div.actions { (button(&Button { word: "发表评论", ..Button::default() })) } }
                }))
            }
        },
    )
}

/// A case in time, after an action.
pub fn page() -> Markup {
    let ruler = Ruler {
        title: "查处时限 30 个工作日".into(),
        start: day("2025-09-02"),
        due: day("2025-10-31"),
        today: day("2025-10-14"),
        end: None,
        pauses: vec![(day("2025-09-12"), Some(day("2025-09-24")))],
        marks: vec![
            RulerMark { on: day("2025-10-24"), card: Card::Remind },
            RulerMark { on: day("2025-10-29"), card: Card::Warn },
        ],
        clock: Clock::Left { days: 13, working: true },
    };
    whole(
        Some(Flash {
            level: Level::Done, text: "已登记现场勘查。下一步：在 10 月 31 日前提出处理意见。".into()
        }),
        &ruler,
        false,
    )
}

/// A late case that somebody else changed meanwhile.
pub fn late_page() -> Markup {
    let ruler = Ruler {
        title: "查处时限 15 个工作日".into(),
        start: day("2025-09-02"),
        due: day("2025-09-30"),
        today: day("2025-10-14"),
        end: None,
        pauses: vec![(day("2025-09-12"), Some(day("2025-09-16")))],
        marks: vec![
            RulerMark { on: day("2025-09-25"), card: Card::Remind },
            RulerMark { on: day("2025-09-28"), card: Card::Warn },
            RulerMark { on: day("2025-10-08"), card: Card::Yellow },
            RulerMark { on: day("2025-10-10"), card: Card::Red },
        ],
        clock: Clock::Late { days: 6, working: true },
    };
    whole(None, &ruler, true)
}
