//! 工作台.

use banjie_ui::{Card, Clock, Tone, badge, card_mark, clock_words, page as desk_page};
use maud::{Markup, html};

use super::shell;

struct Item {
    title: &'static str,
    number: &'static str,
    state: &'static str,
    clock: Clock,
    card: Option<Card>,
    next: &'static str,
}

fn item(
    title: &'static str,
    number: &'static str,
    state: &'static str,
    clock: Clock,
    card: Option<Card>,
    next: &'static str,
) -> Item {
    Item { title, number, state, clock, card, next }
}

fn column(title: &str, tone: &str, items: &[Item]) -> Markup {
    html! {
        section.work-column.(tone) {
            h2 { (title) span.count { (items.len()) } }
            @for item in items {
                article.work-item data-row {
                    div.work-item-head {
                        a.work-item-title href="/case" { (item.title) }
                        (clock_words(item.clock))
                    }
                    div.work-item-meta {
                        span { (item.number) }
                        (badge(item.state, Tone::Active))
                        @if let Some(card) = item.card { (card_mark(card)) }
                        span { "下一步：" (item.next) }
                    }
                }
            }
        }
    }
}

/// The page.
pub fn page() -> Markup {
    let days = |days: u64| Clock::Left { days, working: true };
    let late = |days: u64| Clock::Late { days, working: true };
    let first = [
        item(
            "城关镇中山大道 118 号楼顶加建",
            "违建〔2025〕0312号",
            "调查取证",
            late(6),
            Some(Card::Red),
            "提出处理意见",
        ),
        item("庆远镇洛西村老街新建彩钢棚", "违建〔2025〕0335号", "告知", late(2), Some(Card::Yellow), "送达告知书"),
    ];
    let second = [
        item("第三小学食堂燃气管道老化", "隐患〔2025〕0081号", "整改中", days(0), Some(Card::Warn), "上传整改照片"),
        item("刘三姐镇流河社区临街扩建", "违建〔2025〕0341号", "立案", days(2), Some(Card::Remind), "现场勘查"),
        item("北牙乡中心校围墙开裂", "隐患〔2025〕0084号", "整改中", Clock::Paused, None, "等待鉴定结论"),
    ];
    let third = [
        item("德胜镇地罗村屯级道路旁建房", "违建〔2025〕0350号", "受理", days(9), None, "现场勘查"),
        item("怀远镇古镇保护区内改建", "违建〔2025〕0352号", "受理", days(14), None, "现场勘查"),
    ];
    desk_page(
        &shell("工作台", "工作台", &[]),
        &html! {
            header.page-head { div { h1 { "今天要办的事" } p { "2025年10月14日 周二 · 我名下 7 件，2 件已超期" } } }
            div.work {
                (column("已超期", "tone-late", &first))
                (column("今天与三日内", "tone-due", &second))
                (column("其后", "tone-plain", &third))
            }
        },
    )
}
