//! Pieces of Chinese sentences: titles, organisations, legal bases, rules read aloud.

use banjie_model::{
    Moment, Name, aloud,
    calendar::date_zh,
    definition::{Ledger, State},
    expr::Expr,
};

use crate::{World, permission};

/// "甲", "甲、乙".
pub(crate) fn list<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().collect::<Vec<_>>().join("、")
}

/// "甲", "甲或乙", "甲、乙或丙".
pub(crate) fn either<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<&str> = parts.into_iter().collect();
    match parts.split_last() {
        Some((last, [])) => (*last).to_string(),
        Some((last, rest)) => format!("{}或{last}", rest.join("、")),
        None => String::new(),
    }
}

/// Titles of roles: "分局局长或督查大队".
pub(crate) fn roles(world: &World<'_>, ledger: &Ledger, names: &[Name]) -> String {
    let package = permission::package(world, ledger);
    let title = |n: &'_ Name| match (package.and_then(|p| p.roles.get(n)), &**n) {
        (Some(role), _) => role.title.to_string(),
        (None, "system") => "系统自动".into(),
        (None, name) => name.to_string(),
    };
    let titles: Vec<String> = names.iter().map(title).collect();
    either(titles.iter().map(String::as_str))
}

/// Name of an organisation; its code where it is unknown.
pub(crate) fn org(world: &World<'_>, code: &str) -> String {
    world.orgs.get(code).map_or_else(|| code.to_string(), |o| o.name.to_string())
}

/// Title of a state: "「立案」"; of a record without states: "「在册」".
pub(crate) fn state(ledger: &Ledger, name: Option<&str>) -> String {
    let title = name.map_or("在册", |n| ledger.state(n).map_or(n, |s| &*s.title));
    format!("「{title}」")
}

/// Titles of states: "「发案」或「立案」".
pub(crate) fn states(ledger: &Ledger, names: &[Name]) -> String {
    let titles: Vec<String> = names.iter().map(|n| state(ledger, Some(n))).collect();
    either(titles.iter().map(String::as_str))
}

/// Titles of fields: "「罚款」、「面积」".
pub(crate) fn fields(ledger: &Ledger, indices: &[usize]) -> String {
    let titles: Vec<String> =
        indices.iter().filter_map(|i| ledger.fields.get(*i)).map(|f| format!("「{}」", f.title)).collect();
    list(titles.iter().map(String::as_str))
}

/// A legal basis in words.
pub(crate) fn basis(world: &World<'_>, ledger: &Ledger, key: Option<&Name>) -> Option<String> {
    permission::package(world, ledger)?.bases.get(key?).map(|b| b.zh())
}

/// A rule read aloud.
pub(crate) fn rule(world: &World<'_>, ledger: &Ledger, expr: &Expr) -> String {
    aloud::aloud(expr, &aloud::PackageTitles::from_library(world.library, ledger).with_orgs(world.orgs))
}

/// "2025年10月14日9时00分".
pub(crate) fn moment(at: Moment) -> String {
    format!("{}{}", date_zh(at.date()), at.format("%-H时%M分"))
}

/// Whether a state is an end.
pub(crate) fn is_end(ledger: &Ledger, name: Option<&str>) -> bool {
    name.and_then(|n| ledger.state(n)).is_some_and(|s: &State| s.end)
}
