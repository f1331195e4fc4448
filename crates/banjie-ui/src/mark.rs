//! Chips, states, and the marks of supervision.

use maud::{Markup, html};

use super::icon::{Icon, icon};
use crate::text;

/// How a state or message is felt; never told by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// Going on.
    Active,
    /// Soon due.
    Due,
    /// Late.
    Late,
    /// Done.
    Done,
    /// Standing still.
    Paused,
}

impl Tone {
    /// Its class.
    pub(super) fn class(self) -> &'static str {
        match self {
            Tone::Plain => "tone-plain",
            Tone::Active => "tone-active",
            Tone::Due => "tone-due",
            Tone::Late => "tone-late",
            Tone::Done => "tone-done",
            Tone::Paused => "tone-paused",
        }
    }
}

/// A consequence of lateness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Card {
    /// 催办
    Remind,
    /// 预警
    Warn,
    /// 黄牌
    Yellow,
    /// 红牌
    Red,
    /// 移送
    Refer,
}

impl Card {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Card::Remind => text::REMIND,
            Card::Warn => text::WARN,
            Card::Yellow => text::YELLOW,
            Card::Red => text::RED,
            Card::Refer => text::REFER,
        }
    }

    /// Its shape.
    fn icon(self) -> Icon {
        match self {
            Card::Remind => Icon::Bell,
            Card::Warn => Icon::Triangle,
            Card::Yellow => Icon::Card,
            Card::Red => Icon::CardCross,
            Card::Refer => Icon::Out,
        }
    }

    /// Its class.
    pub(super) fn class(self) -> &'static str {
        match self {
            Card::Remind => "card-remind",
            Card::Warn => "card-warn",
            Card::Yellow => "card-yellow",
            Card::Red => "card-red",
            Card::Refer => "card-refer",
        }
    }
}

/// A short word that qualifies: a role, a kind, a class of data.
pub fn chip(word: &str) -> Markup {
    html! { span.chip { (word) } }
}

/// The state of a case.
pub fn badge(word: &str, tone: Tone) -> Markup {
    html! { span.badge.(tone.class()) { (word) } }
}

/// 黄牌, 红牌 and their kin: shape and word.
pub fn card_mark(card: Card) -> Markup {
    html! { span.card-mark.(card.class()) { (icon(card.icon())) (card.word()) } }
}
