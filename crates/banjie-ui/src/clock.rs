//! The time limit of a case: in words with a shape, and as a thin ruler.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::{
    icon::{Icon, icon},
    mark::{Card, Tone},
};
use crate::text;

/// Where a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// Running, so many days left; `0` is today.
    Left {
        /// Days.
        days: u64,
        /// Working days rather than days.
        working: bool,
    },
    /// Running and late.
    Late {
        /// Days.
        days: u64,
        /// Working days rather than days.
        working: bool,
    },
    /// Suspended.
    Paused,
    /// Stopped in time.
    Done,
    /// Stopped late.
    DoneLate {
        /// Days.
        days: u64,
        /// Working days rather than days.
        working: bool,
    },
    /// No limit on this case.
    None,
}

/// Days before the end from which a clock counts as soon due.
const SOON: u64 = 3;

impl Clock {
    /// How it is felt.
    pub fn tone(self) -> Tone {
        match self {
            Clock::Left { days, .. } if days <= SOON => Tone::Due,
            Clock::Left { .. } | Clock::None => Tone::Plain,
            Clock::Late { .. } | Clock::DoneLate { .. } => Tone::Late,
            Clock::Paused => Tone::Paused,
            Clock::Done => Tone::Done,
        }
    }

    /// In words: 还有 3 个工作日.
    pub fn words(self) -> String {
        match self {
            Clock::Left { days: 0, .. } => text::DUE_TODAY.to_owned(),
            Clock::Left { days, working } => text::left(days, working),
            Clock::Late { days, working } => text::late(days, working),
            Clock::Paused => text::PAUSED.to_owned(),
            Clock::Done => text::DONE_IN_TIME.to_owned(),
            Clock::DoneLate { days, working } => text::done_late(days, working),
            Clock::None => text::NO_CLOCK.to_owned(),
        }
    }

    fn icon(self) -> Icon {
        match self {
            Clock::Left { days, .. } if days <= SOON => Icon::Half,
            Clock::Left { .. } | Clock::None => Icon::Ring,
            Clock::Late { .. } => Icon::Late,
            Clock::DoneLate { .. } => Icon::Check,
            Clock::Paused => Icon::Pause,
            Clock::Done => Icon::Check,
        }
    }
}

/// The clock in words, with its shape.
pub fn clock_words(clock: Clock) -> Markup {
    html! { span.clock.(clock.tone().class()) { (icon(clock.icon())) (clock.words()) } }
}

/// A consequence on a ruler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulerMark {
    /// When.
    pub on: NaiveDate,
    /// What.
    pub card: Card,
}

/// A clock from start to due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruler {
    /// Title of the limit.
    pub title: String,
    /// It began.
    pub start: NaiveDate,
    /// It is due.
    pub due: NaiveDate,
    /// Today.
    pub today: NaiveDate,
    /// It stopped; `None`: it runs.
    pub end: Option<NaiveDate>,
    /// Suspensions: from, and until (open: goes on).
    pub pauses: Vec<(NaiveDate, Option<NaiveDate>)>,
    /// Consequences, past and planned.
    pub marks: Vec<RulerMark>,
    /// Where it stands.
    pub clock: Clock,
}

/// Dates as places on a line, in percent.
struct Scale {
    from: NaiveDate,
    days: f64,
}

impl Scale {
    /// Room at both ends keeps the marks of the first and last day whole.
    const MARGIN: f64 = 1.5;

    fn of(ruler: &Ruler) -> Scale {
        let last = ruler
            .marks
            .iter()
            .map(|mark| mark.on)
            .chain([ruler.due, ruler.end.unwrap_or(ruler.today)])
            .max()
            .unwrap_or(ruler.due);
        let days = (last - ruler.start).num_days().max(1);
        Scale { from: ruler.start, days: f64::from(i32::try_from(days).unwrap_or(i32::MAX)) }
    }

    fn at(&self, day: NaiveDate) -> f64 {
        let days = f64::from(i32::try_from((day - self.from).num_days()).unwrap_or(0));
        Self::MARGIN + (days / self.days).clamp(0.0, 1.0) * (100.0 - 2.0 * Self::MARGIN)
    }

    fn percent(&self, day: NaiveDate) -> String {
        format!("{:.2}%", self.at(day))
    }

    /// Which way a label at this place is set so that it stays on the drawing.
    fn anchor(&self, day: NaiveDate) -> &'static str {
        match self.at(day) {
            at if at < 12.0 => "start",
            at if at > 88.0 => "end",
            _ => "middle",
        }
    }
}

/// The ruler: what is past, what is suspended (hatched), today, due, consequences; the sentence beneath says the same.
pub fn clock_ruler(ruler: &Ruler) -> Markup {
    let scale = Scale::of(ruler);
    let now = ruler.end.unwrap_or(ruler.today);
    let sentence = sentence(ruler);
    html! {
        figure.ruler.(ruler.clock.tone().class()) {
            figcaption.ruler-head { span.ruler-title { (ruler.title) } (clock_words(ruler.clock)) }
            svg.ruler-line width="100%" height="56" role="img" aria-label=(sentence) {
                (line("ruler-rail", &scale, ruler.start, ruler.due))
                (line("ruler-past", &scale, ruler.start, now.min(ruler.due)))
                @if now > ruler.due { (line("ruler-late", &scale, ruler.due, now)) }
                @for (from, to) in &ruler.pauses { (line("ruler-gap", &scale, *from, to.unwrap_or(now))) (line("ruler-pause", &scale, *from, to.unwrap_or(now))) }
                (tick("ruler-end", &scale, ruler.start))
                (tick("ruler-end", &scale, ruler.due))
                @for mark in &ruler.marks { (glyph(&scale, mark)) }
                (today(&scale, now, ruler.end.is_some()))
                (labels(&scale, ruler))
            }
            p.ruler-words { (sentence) }
        }
    }
}

/// Height of the line on the drawing.
const LINE: u32 = 28;

fn line(class: &str, scale: &Scale, from: NaiveDate, to: NaiveDate) -> Markup {
    html! { line class=(class) x1=(scale.percent(from)) x2=(scale.percent(to)) y1=(LINE) y2=(LINE) {} }
}

fn tick(class: &str, scale: &Scale, on: NaiveDate) -> Markup {
    html! { line class=(class) x1=(scale.percent(on)) x2=(scale.percent(on)) y1=(LINE - 7) y2=(LINE + 7) {} }
}

fn glyph(scale: &Scale, mark: &RulerMark) -> Markup {
    let shape = match mark.card {
        Card::Remind => "M-4 3h8c-1.5-1-1.5-7-4-7s-2.5 6-4 7z",
        Card::Warn => "M0-5 5 4h-10z",
        Card::Yellow => "M-3.5-5h7v10h-7z",
        Card::Red => "M-4.5-5h9v10h-9zM-2-2.5 2 2.5M2-2.5-2 2.5",
        Card::Refer => "M-4 0h7M0-4 4 0 0 4",
    };
    html! {
        svg.ruler-mark.(mark.card.class()) x=(scale.percent(mark.on)) y=(LINE) overflow="visible" {
            title { (text::dated(mark.card.word(), &mark.on.to_string())) }
            path d=(shape) {}
        }
    }
}

fn today(scale: &Scale, now: NaiveDate, ended: bool) -> Markup {
    html! {
        svg.ruler-now x=(scale.percent(now)) y=(LINE) overflow="visible" {
            @if ended { path d="M-5 0-1.5 4 5-4" {} } @else { path d="M0-11v22M-4-14h8l-4 5z" {} }
        }
    }
}

/// Start and due below the line, today or the end above it.
fn labels(scale: &Scale, ruler: &Ruler) -> Markup {
    let short = |day: NaiveDate| day.format("%m-%d").to_string();
    let now = ruler.end.unwrap_or(ruler.today);
    let above = if ruler.end.is_some() { text::ruler_end(&short(now)) } else { text::dated(text::TODAY, &short(now)) };
    let below = |day: NaiveDate, label: String| {
        html! { text.ruler-label x=(scale.percent(day)) y=(LINE + 22) text-anchor=(scale.anchor(day)) { (label) } }
    };
    html! {
        text.ruler-label.ruler-today-label x=(scale.percent(now)) y="11" text-anchor=(scale.anchor(now)) { (above) }
        @if scale.at(ruler.due) > 30.0 { (below(ruler.start, text::ruler_start(&short(ruler.start)))) }
        (below(ruler.due, text::ruler_due(&short(ruler.due))))
    }
}

/// The ruler for those who hear it.
fn sentence(ruler: &Ruler) -> String {
    let mut parts = vec![text::ruler_start(&ruler.start.to_string()), text::ruler_due(&ruler.due.to_string())];
    parts.extend(
        ruler
            .pauses
            .iter()
            .map(|(from, to)| text::ruler_pause(&from.to_string(), to.map(|to| to.to_string()).as_deref())),
    );
    parts.extend(ruler.marks.iter().map(|mark| text::dated(mark.card.word(), &mark.on.to_string())));
    parts.extend(ruler.end.map(|end| text::ruler_end(&end.to_string())));
    format!("{}{}", parts.join(text::RULER_COMMA), text::FULL_STOP)
}
