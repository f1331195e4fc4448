//! The accounts of a demonstration, by system and role.

use banjie_desk::directory::Person;
use indexmap::IndexMap;
use maud::{Markup, html};

use super::Next;
use crate::{App, text::entrance as t};

/// So many accounts of one role stand on the page.
const SHOWN: usize = 3;

/// Every role with its first accounts; a click fills one in.
pub(super) fn accounts(app: &App, next: &Next) -> Markup {
    let snapshot = app.snapshot();
    let today = app.now().date();
    let mut holders: IndexMap<&str, Vec<&Person>> = IndexMap::new();
    for person in snapshot.directory.people.iter().filter(|person| person.is_active(today)) {
        for role in &person.roles {
            holders.entry(role).or_default().push(person);
        }
    }
    let library = snapshot.library();
    let administrators = library.packages.get("orgs");
    let others = library.packages.values().filter(|package| &*package.name != "orgs");
    html! {
        section.demo-accounts aria-labelledby="demo" {
            h2 #demo { (t::DEMO) }
            p.quiet { (t::demo_note(t::DEMO_PASSWORD)) }
            @for package in administrators.into_iter().chain(others) {
                @let roles: Vec<_> = package.roles.values().filter_map(|role| {
                    let key = format!("{}.{}", package.name, role.name);
                    holders.get(key.as_str()).map(|people| (role, people))
                }).collect();
                @if !roles.is_empty() {
                    @let title = if &*package.name == "orgs" { t::DEMO_ADMINISTRATORS } else { &package.title };
                    details open[&*package.name == "orgs" || library.packages.len() <= 3] {
                        summary { (title) }
                        dl.terms {
                            @for (role, people) in roles {
                                div.term {
                                    dt { (role.title) }
                                    dd { (few(app, people, next)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn few(app: &App, people: &[&Person], next: &Next) -> Markup {
    let snapshot = app.snapshot();
    let unit = |person: &Person| snapshot.world().orgs.get(&person.org).map(|org| org.name.to_string());
    let link = |person: &Person| {
        let mut pairs = vec![("account", &*person.account)];
        pairs.extend(next.own().map(|next| ("next", next)));
        format!("/sign-in?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    };
    html! {
        ul.plain-list {
            @for person in people.iter().take(SHOWN) {
                li {
                    a href=(link(person)) data-account=(person.account) { (person.account) } " " (person.name)
                    @if let Some(unit) = unit(person) { " " span.quiet { (unit) } }
                }
            }
            @if people.len() > SHOWN { li.quiet { (t::demo_others(people.len() - SHOWN)) } }
        }
    }
}
