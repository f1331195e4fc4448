//! The head of a case: what it is, where it stands, what may be done and why other things may not.

use banjie_engine::values;
use banjie_model::{
    definition::{Action, ConsequenceKind},
    refusal::{Refusal, RefusalCode},
    value::Value,
};
use banjie_office::readings;
use maud::{Markup, html};

use super::{
    clocks,
    deed::{Deed, closed},
    names,
    page::View,
};
use crate::{
    pages::shared::clocks::of_kind,
    text::cases as t,
    ui::{self, Card, Icon, Look, Tone, Why, badge, card_mark, chip, clock_ruler, disclosure, link_button},
};

/// Number, label, state, owner, handler, cards, actions.
pub(super) fn header(view: &View<'_>) -> Markup {
    let record = view.record();
    let world = view.viewer.snapshot.world();
    let label = values::label(&world, view.ledger, record);
    // The number stands in a line of its own.
    let title = match record.number.as_deref() {
        Some(number) => label.replace(number, "").trim().to_owned(),
        None => label,
    };
    let title = if title.is_empty() { view.ledger.title.to_string() } else { title };
    html! {
        header.page-head {
            div {
                h1 { (title) }
                p.marks {
                    @if let Some(number) = &record.number { span { (number) } }
                    (state(view))
                    @for card in cards(view) { (card_mark(card)) }
                    (chip(&t::owned_by(&names::org(view.viewer, &record.org))))
                    (chip(&t::handled_by(record.handler.as_deref().map(|a| names::person(view.viewer, a)).as_deref())))
                }
            }
            div.actions { (actions(view)) }
        }
    }
}

fn state(view: &View<'_>) -> Markup {
    let state = view.record().state.as_deref().and_then(|name| view.ledger.state(name));
    let tone = match state {
        Some(state) if state.end => Tone::Done,
        _ if view
            .case
            .runs
            .iter()
            .any(|run| clocks::standing(view, run).tone() == Tone::Late && run.ended.is_none()) =>
        {
            Tone::Late
        }
        _ if view.case.runs.iter().any(|run| clocks::standing(view, run) == ui::Clock::Paused) => Tone::Paused,
        _ => Tone::Active,
    };
    html! { @if let Some(state) = state { (badge(&state.title, tone)) } }
}

/// Cards on the case: of every kind that fell and was not taken back, from yellow upwards, once; milder ones only of clocks
/// that run.
fn cards(view: &View<'_>) -> Vec<Card> {
    let mut kinds: Vec<ConsequenceKind> = Vec::new();
    for run in &view.case.runs {
        let fell = run.fired.iter().filter(|fired| fired.withdrawn_at.is_none());
        kinds.extend(fell.map(|f| f.kind).filter(|kind| run.ended.is_none() || *kind >= ConsequenceKind::Yellow));
    }
    kinds.sort();
    kinds.dedup();
    // A stronger one says what the milder ones said.
    if kinds.iter().any(|kind| *kind >= ConsequenceKind::Yellow) {
        kinds.retain(|kind| *kind >= ConsequenceKind::Yellow);
    }
    kinds.into_iter().map(of_kind).collect()
}

/// Deeds beside the declared actions, with their addresses and words.
fn others(view: &View<'_>) -> Vec<(Deed, String, String)> {
    let base = view.path();
    let mut all = vec![
        (Deed::Edit, format!("{base}/edit"), t::EDIT.to_owned()),
        (Deed::Assign, format!("{base}/assign"), t::ASSIGN.to_owned()),
    ];
    for limit in running(view) {
        let name = &limit.name;
        if limit.extend.is_some() {
            all.push((Deed::Extend(name.clone()), format!("{base}/extend/{name}"), t::extend(&limit.title)));
        }
        all.push((Deed::Suspend(name.clone()), format!("{base}/suspend/{name}"), t::suspend(&limit.title)));
    }
    all
}

/// Limits that run now, each once.
fn running<'a>(view: &View<'a>) -> Vec<&'a banjie_model::definition::Limit> {
    let runs =
        |name: &banjie_model::Name| view.case.runs.iter().any(|run| run.key.limit == *name && run.ended.is_none());
    view.ledger.limits.iter().filter(|limit| runs(&limit.name)).collect()
}

fn actions(view: &View<'_>) -> Markup {
    let world = view.viewer.snapshot.world();
    let all = banjie_engine::available(&world, view.ledger, view.case, &view.viewer.actor, view.now);
    let open = all.iter().filter(|(_, answer)| answer.is_ok()).filter_map(|(name, _)| view.ledger.action(name));
    let open: Vec<_> = open.collect();
    let next = next_step(view, &open);
    let extra: Vec<_> = others(view).into_iter().filter(|(deed, ..)| view.is_open(deed)).collect();
    let personal = !readings::told_by(view.ledger, view.record()).is_empty();
    html! {
        @for (at, action) in open.iter().enumerate() {
            @let look = if Some(at) == next { Look::Primary } else { Look::Plain };
            (link_button(&action.title, &format!("{}/act/{}", view.path(), action.name), look, None))
        }
        @if !extra.is_empty() || personal {
            details.menu data-menu {
                summary.button { (ui::icon(Icon::Menu)) (t::MORE) }
                div.popover.stack {
                    @for (_, href, word) in &extra { p { a href=(href) { (word) } } }
                    @if personal { p { a href={ (view.path()) "/plain" } { (t::PLAIN) } } }
                }
            }
        }
    }
}

/// The next step: the first action that moves the case on without ending it; where it can only be ended, the one that does.
fn next_step(view: &View<'_>, open: &[&Action]) -> Option<usize> {
    let ends =
        |action: &Action| action.to.as_deref().and_then(|to| view.ledger.state(to)).is_some_and(|state| state.end);
    let onwards = open.iter().position(|action| action.to.is_some() && !ends(action));
    let mut ending = open.iter().enumerate().filter(|(_, action)| ends(action)).map(|(at, _)| at);
    onwards.or(match (ending.next(), ending.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    })
}

/// Why everything else is closed, each with rule and basis.
pub(super) fn why(view: &View<'_>) -> Markup {
    let world = view.viewer.snapshot.world();
    let all = banjie_engine::available(&world, view.ledger, view.case, &view.viewer.actor, view.now);
    let title =
        |name: &str| view.ledger.action(name).map_or_else(|| name.to_owned(), |action| action.title.to_string());
    let none_open = !all.iter().any(|(_, answer)| answer.is_ok());
    let mut reasons: Vec<Why> =
        all.into_iter().filter_map(|(name, answer)| Some(reason(view, &name, title(&name), answer.err()?))).collect();
    for (deed, _, word) in others(view) {
        if let Some(refusal) = closed(view.viewer, view.ledger, Some(view.case), &deed, view.now) {
            reasons.push(reason(view, "", word, refusal));
        }
    }
    html! {
        @if none_open && view.record().closed_at.is_some() { p.quiet { (t::DONE_WITH) } }
        @else if none_open && !view.ledger.states.is_empty() { p.quiet { (t::NOTHING_TO_DO) } }
        (disclosure(&reasons))
    }
}

fn reason(view: &View<'_>, name: &str, action: String, refusal: Refusal) -> Why {
    let here = |state: &banjie_model::Name| view.record().state.as_ref() == Some(state);
    let other_state = view.ledger.action(name).is_some_and(|a| !a.from.is_empty() && !a.from.iter().any(here));
    let elsewhere = other_state || refusal.code == RefusalCode::WrongState;
    let (rule, basis) = (refusal.rule.unwrap_or_default(), refusal.basis.unwrap_or_default());
    Why { action, reason: refusal.message, rule, basis, elsewhere }
}

/// Clocks that run, as rulers.
pub(super) fn rulers(view: &View<'_>) -> Markup {
    let running = view.case.runs.iter().filter(|run| run.ended.is_none());
    html! { @for run in running { @if let Some(ruler) = clocks::ruler(view, run) { (clock_ruler(&ruler)) } } }
}

/// True where a value is there.
pub(super) fn is_given(value: &Value) -> bool {
    !value.is_missing()
}
