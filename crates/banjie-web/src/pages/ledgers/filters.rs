//! The form of filters: the facts every record has, what the package's view names, then every other field.

use banjie_desk::ports::Sort;
use banjie_model::{
    Name,
    definition::{Class, CodeEntry, Field, FieldType, Ledger},
};
use maud::{Markup, html};

use super::{
    conditions::{Read, code_list, may_name_persons},
    query::Asked,
};
use crate::{
    server::Viewer,
    text::{
        ledgers as t,
        ui::{NO, YES},
    },
    ui::{self, Chip, Choice, Choices, Filters, PlainInput},
};

/// Organisations up to which they are a list to choose from.
const LISTED: usize = 150;

/// Chips and form.
#[must_use]
pub fn show(viewer: &Viewer, ledger: &Ledger, asked: &Asked, read: &Read, path: &str) -> Markup {
    let chips =
        read.told.iter().map(|(key, words)| Chip { label: words.clone(), remove: asked.without(key).href(path) });
    let mut keep = Vec::new();
    keep.push(("view".to_owned(), asked.view.clone().unwrap_or_else(|| super::views::ALL.to_owned())));
    keep.extend(asked.columns.iter().map(|column| ("col".to_owned(), column.clone())));
    let clear = Asked { filters: Vec::new(), view: Some(super::views::ALL.to_owned()), ..asked.clone() }.href(path);
    let form = Form { viewer, ledger, asked, read };
    ui::filters(&Filters {
        chips: chips.collect(),
        clear: &clear,
        action: path,
        keep,
        form: Some(form.show()),
        open: !read.faults.is_empty(),
    })
}

struct Form<'a> {
    viewer: &'a Viewer,
    ledger: &'a Ledger,
    asked: &'a Asked,
    read: &'a Read,
}

impl Form<'_> {
    fn show(&self) -> Markup {
        let named: &[Name] = self.ledger.views.get("list").map_or(&[], |view| &view.filters);
        let first: Vec<&Field> =
            named.iter().filter_map(|name| self.ledger.field(name)).map(|(_, field)| field).collect();
        let rest: Vec<&Field> =
            self.ledger.fields.iter().filter(|f| !first.iter().any(|known| known.name == f.name)).collect();
        let more = rest.iter().any(|field| self.is_asked(&field.name));
        html! {
            (self.line("q", t::LOOK_FOR, "search"))
            (self.facts())
            @for field in first { (self.field(field)) }
            (self.order())
            details.more-filters open[more] {
                summary { (t::MORE_FILTERS) }
                div {
                    @if self.free("changed") { (self.days("changed", t::CHANGED)) }
                    @for field in rest { (self.field(field)) }
                }
            }
        }
    }

    /// The order, for those who see no heads.
    fn order(&self) -> Markup {
        let now = self.asked.sort.as_deref().unwrap_or_default();
        let mut choices: Vec<Choice> = t::ORDERS
            .iter()
            .filter(|(sort, _)| Sort::parse(self.ledger, sort).is_ok() && self.fits(sort))
            .map(|(sort, title)| choice(sort, title))
            .collect();
        let other =
            Sort::parse(self.ledger, now).ok().filter(|_| !now.is_empty() && !choices.iter().any(|c| c.key == now));
        choices.extend(other.map(|sort| {
            let field = self.ledger.field(sort.by.name()).map_or(sort.by.name(), |(_, field)| &field.title);
            choice(now, &t::ordered(field, sort.descending))
        }));
        ui::select_input(&PlainInput { name: "sort", title: t::ORDER, value: now, ..PlainInput::default() }, &choices)
    }

    /// Whether an order means something in this ledger.
    fn fits(&self, sort: &str) -> bool {
        match sort.trim_start_matches('-') {
            "due" => !self.ledger.limits.is_empty(),
            "number" => self.ledger.number.is_some(),
            _ => true,
        }
    }

    fn is_asked(&self, name: &str) -> bool {
        self.asked.filters.iter().any(|(key, _)| key.split('.').next() == Some(name))
    }

    fn free(&self, name: &str) -> bool {
        self.ledger.field(name).is_none()
    }

    fn facts(&self) -> Markup {
        let ledger = self.ledger;
        let states = ledger.states.iter().map(|state| choice(&state.name, &state.title));
        let matter = !ledger.states.is_empty();
        html! {
            @if matter && self.free("state") { (self.select("state", t::STATE, &states.collect::<Vec<_>>())) }
            @if matter && self.free("closed") {
                (self.select("closed.missing", t::HOW_FAR, &[choice(YES, t::ONGOING), choice(NO, t::DONE)]))
            }
            @if self.free("org") { (self.org("org.below", t::ORG_BELOW)) }
            @if matter && self.free("handler") { (self.handler()) }
            @if !ledger.limits.is_empty() {
                @if self.free("due") {
                    (self.select("due", t::DUE, &t::DUE_CHOICES.map(|(key, title)| choice(key, title))))
                    (self.days("due", t::DUE_DAY))
                }
                @if self.free("card") { (self.select("card", t::CARD, &t::CARD_CHOICES.map(|(key, title)| choice(key, title)))) }
            }
            @if self.free("opened") { (self.days("opened", t::OPENED)) }
        }
    }

    fn handler(&self) -> Markup {
        let orgs = &self.viewer.snapshot.directory.orgs;
        let near = |org: &str| orgs.is_within(org, &self.viewer.actor.org);
        let people = self.viewer.snapshot.directory.people.iter().filter(|person| near(&person.org)).take(LISTED);
        let mut choices = vec![choice("me", t::MYSELF)];
        choices.extend(people.map(|person| choice(&person.account, &person.name)));
        let known = self.asked.filter("handler").filter(|asked| !choices.iter().any(|one| one.key == *asked));
        choices.extend(
            known.map(|asked| choice(asked, &crate::pages::shared::values::person(&self.viewer.snapshot, asked))),
        );
        self.select("handler", t::HANDLER, &choices)
    }

    /// An organisation and those below it.
    fn org(&self, key: &str, title: &str) -> Markup {
        let orgs = &self.viewer.snapshot.directory.orgs;
        let seen: Vec<Choice> = orgs
            .iter()
            .filter(|org| self.viewer.sees(self.ledger, &org.code) || orgs.children(&org.code).next().is_some())
            .map(|org| choice(&org.code, &org.name))
            .take(LISTED + 1)
            .collect();
        if seen.len() <= LISTED {
            return self.select(key, title, &seen);
        }
        let field = pseudo(key, title, FieldType::Org);
        let options = ui::Options { items: Vec::new(), search: "/pick/org".to_owned() };
        let choices = Choices::default().with(key, options);
        ui::field(&ui::Input::new(&field, self.asked.filter(key).unwrap_or_default(), &choices))
    }

    fn field(&self, field: &Field) -> Markup {
        let name = &*field.name;
        let has = format!("{name}.has");
        if field.class >= Class::Personal {
            let exact =
                matches!(field.ty, FieldType::Text | FieldType::Phone | FieldType::IdCard | FieldType::StudentNo);
            return html! {
                @if exact && may_name_persons(self.viewer, self.ledger) { (self.input(name, &t::whole(&field.title), "", t::WHOLE_HELP)) }
            };
        }
        match &field.ty {
            FieldType::Code(_) | FieldType::Tree(_) => self.code(field),
            FieldType::Bool => self.select(name, &field.title, &[choice(YES, YES), choice(NO, NO)]),
            FieldType::Date | FieldType::DateTime => self.days(name, &field.title),
            FieldType::Int | FieldType::Decimal { .. } | FieldType::Money | FieldType::Percent => {
                self.numbers(name, &t::with_unit(&field.title, field.unit.as_deref()))
            }
            FieldType::Org => self.org(&format!("{name}.below"), &field.title),
            FieldType::Account => self.line(name, &field.title, ""),
            FieldType::Ref(_) => self.line(name, &t::by_number(&field.title), ""),
            FieldType::Period => self.input(name, &field.title, "", crate::text::ui::HELP_PERIOD),
            FieldType::Time => html! {},
            FieldType::File | FieldType::Files | FieldType::List(_) => {
                let there = [choice(NO, t::THERE), choice(YES, t::NOT_THERE)];
                self.select(&format!("{name}.missing"), &field.title, &there)
            }
            _ => self.line(&has, &t::contains(&field.title), ""),
        }
    }

    fn code(&self, field: &Field) -> Markup {
        let list = code_list(&self.viewer.snapshot, self.ledger, field);
        let items: Vec<Choice> = list.map_or_else(Vec::new, |list| {
            let title = |key: &Name| list.entries.get(key).map_or_else(String::new, |entry| entry.title.to_string());
            let item = |entry: &CodeEntry| Choice {
                key: entry.key.to_string(),
                title: entry.title.to_string(),
                group: entry.parent.as_ref().map(title).unwrap_or_default(),
            };
            list.entries.values().map(item).collect()
        });
        self.select(&field.name, &field.title, &items)
    }

    fn error(&self, key: &str) -> Option<&str> {
        self.read.faults.iter().find(|fault| fault.name == key).map(|fault| fault.text.as_str())
    }

    fn line(&self, key: &str, title: &str, kind: &str) -> Markup {
        self.input(key, title, kind, "")
    }

    fn input(&self, key: &str, title: &str, kind: &str, help: &str) -> Markup {
        let value = self.asked.filter(key).unwrap_or_default();
        let error = self.error(key);
        ui::plain_input(&PlainInput {
            name: key,
            title,
            kind,
            value,
            help,
            error,
            autocomplete: "off",
            ..PlainInput::default()
        })
    }

    fn days(&self, name: &str, title: &str) -> Markup {
        html! {
            (self.line(&format!("{name}.from"), &t::from(title), "date"))
            (self.line(&format!("{name}.to"), &t::to(title), "date"))
        }
    }

    fn numbers(&self, name: &str, title: &str) -> Markup {
        html! {
            (self.line(&format!("{name}.from"), &t::at_least(title), ""))
            (self.line(&format!("{name}.to"), &t::at_most(title), ""))
        }
    }

    /// One of a list; several that are asked for stay, the first is shown.
    fn select(&self, key: &str, title: &str, items: &[Choice]) -> Markup {
        let asked = self.asked.all(key);
        let value = asked.first().copied().unwrap_or_default();
        let error = self.error(key);
        let input = PlainInput { name: key, title, value, error, ..PlainInput::default() };
        html! {
            (ui::select_input(&input, items))
            @for other in asked.iter().skip(1) { input type="hidden" name=(key) value=(other); }
        }
    }
}

fn choice(key: &str, title: &str) -> Choice {
    Choice { key: key.to_owned(), title: title.to_owned(), group: String::new() }
}

fn pseudo(name: &str, title: &str, ty: FieldType) -> Field {
    Field {
        name: name.into(),
        title: title.into(),
        ty,
        required: false,
        default: None,
        class: Class::Internal,
        mask: None,
        unit: None,
        help: None,
        group: None,
        formula: None,
        lookup: None,
    }
}
