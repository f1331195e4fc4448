//! A form as it is drawn: inputs by group, what is asked beside them, what is wrong, what the law asks for.

use banjie_engine::values;
use banjie_model::{
    aloud::{PackageTitles, aloud},
    case::Case,
    definition::{Action, FieldType, Guard, Ledger},
    refusal::Refusal,
};
use maud::{Markup, html};

use super::{
    deed::{Deed, Place, creatable},
    names,
    reading::{Reader, Shown},
    typed::{self, spell_file},
};
use crate::{
    App,
    server::Viewer,
    text::cases as t,
    ui::{
        self, Button, Choice, Choices, FieldFault, Input, KeptFile, Level, Look, Options, PlainInput, button,
        csrf_field, error_summary, link_button, plain_input, select_input, text_area,
    },
};

/// Lists of organisations up to this length stand in the page, so that one can choose without scripts.
const FEW: usize = 60;

/// The fields of a form: those asked for, and those that are filled in later as a rule.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// Asked for.
    pub first: Vec<usize>,
    /// Filled in by a later action: asked for when old cases are entered.
    pub later: Vec<usize>,
    /// Must have a value once it is done, beside the required ones.
    pub needed: Vec<usize>,
}

impl Asked {
    /// Of a form.
    pub(super) fn of(place: &Place, ledger: &Ledger, case: Option<&Case>) -> Asked {
        match (&place.deed, case) {
            (Deed::Create, _) => {
                let open = (0..ledger.fields.len()).filter(|i| is_entered(ledger, *i));
                let (later, first) = open.partition(|i| !ledger.fields[*i].required && is_filled_later(ledger, *i));
                Asked { first, later, needed: Vec::new() }
            }
            (Deed::Edit, Some(case)) => {
                let open = banjie_engine::correctable(ledger, &case.record);
                let missing = |i: &usize| case.record.values.get(*i).is_none_or(banjie_model::value::Value::is_missing);
                let (later, first) = open.into_iter().partition(|i| missing(i) && is_filled_later(ledger, *i));
                Asked { first, later, needed: Vec::new() }
            }
            (Deed::Act(name), _) => {
                let Some(action) = ledger.action(name) else { return Asked::default() };
                let mut first = action.takes.clone();
                first.extend(action.needs.iter().filter(|i| !action.takes.contains(i)));
                first.retain(|i| is_entered(ledger, *i));
                Asked { first, later: Vec::new(), needed: action.needs.clone() }
            }
            _ => Asked::default(),
        }
    }

    /// All of them.
    pub(super) fn all(&self) -> Vec<usize> {
        self.first.iter().chain(&self.later).copied().collect()
    }
}

fn is_entered(ledger: &Ledger, index: usize) -> bool {
    ledger.fields.get(index).is_some_and(|field| field.formula.is_none() && field.lookup.is_none())
}

fn is_filled_later(ledger: &Ledger, index: usize) -> bool {
    let fills = |action: &Action| {
        action.takes.contains(&index) || action.needs.contains(&index) || action.sets.iter().any(|(i, _)| *i == index)
    };
    ledger.actions.iter().any(fills)
}

/// A form to be drawn.
pub(super) struct Sheet<'a> {
    /// The program.
    pub app: &'a App,
    /// What it is for.
    pub place: &'a Place,
    /// The case as it stands.
    pub case: Option<&'a Case>,
    /// Fields with what was typed.
    pub reader: Reader<'a>,
    /// Which fields.
    pub asked: &'a Asked,
    /// Everything wrong.
    pub faults: &'a [FieldFault],
    /// A rule said no.
    pub refusal: Option<&'a Refusal>,
    /// What changed meanwhile, or a draft there is.
    pub notice: Option<Markup>,
    /// A draft waits to be taken up or thrown away: nothing is kept over it meanwhile.
    pub draft_waits: bool,
}

impl Sheet<'_> {
    fn viewer(&self) -> &Viewer {
        self.reader.viewer
    }

    fn ledger(&self) -> &Ledger {
        self.reader.ledger
    }

    /// The content of the page.
    pub(super) fn draw(&self, title: &str) -> Markup {
        let action = self.place.action(self.ledger());
        html! {
            header.page-head {
                div {
                    h1 { (title) }
                    @if let Some(case) = self.case { p { (values::label(&self.viewer().snapshot.world(), self.ledger(), &case.record)) } }
                    @if let Some(help) = action.and_then(|a| a.help.as_deref()) { p { (help) } }
                }
            }
            @if let Some(notice) = &self.notice { (notice) }
            @if let Some(action) = action { (self.conditions(action)) }
            (self.form(title))
        }
    }

    fn form(&self, title: &str) -> Markup {
        let csrf = self.viewer().csrf();
        let draft = (!self.draft_waits).then_some("/drafts/save");
        html! {
            form.form method="post" action=(self.place.path()) enctype="multipart/form-data" data-draft=[draft] data-unsaved {
                // Enter in an input sends the form, whatever buttons for rows stand before the one that sends it.
                button.visually-hidden type="submit" tabindex="-1" { (title) }
                (csrf_field(csrf))
                (self.hidden())
                (error_summary(self.faults))
                @if let Some(refusal) = self.refusal { (told(refusal)) }
                (self.owner())
                (self.groups(&self.asked.first))
                @if !self.asked.later.is_empty() {
                    details.stack open[self.has_fault(&self.asked.later)] {
                        summary { (t::LATER) }
                        p.field-help { (t::LATER_HELP) }
                        (self.number())
                        (self.groups(&self.asked.later))
                    }
                } @else { (self.number()) }
                (self.own())
                (self.reason())
                div.form-foot {
                    (button(&Button { word: title, look: Look::Primary, ..Button::default() }))
                    (button(&Button { word: t::KEEP_DRAFT, action: "/drafts/save", unchecked: true, ..Button::default() }))
                    (link_button(t::CANCEL, &self.place.back(), Look::Quiet, None))
                    span.draft-state role="status" {}
                }
            }
        }
    }

    fn hidden(&self) -> Markup {
        let lists = self.asked.all().into_iter().filter(|i| matches!(self.ledger().fields[*i].ty, FieldType::List(_)));
        html! {
            input type="hidden" name=(typed::PLACE) value=(self.place.key());
            input type="hidden" name=(typed::ONCE) value=(self.app.secret());
            @if let Some(case) = self.case { input type="hidden" name=(typed::VERSION) value=(case.record.version); }
            @for index in lists { input type="hidden" name=(typed::LIST) value=(self.ledger().fields[index].name); }
        }
    }

    /// Inputs in their groups.
    fn groups(&self, fields: &[usize]) -> Markup {
        let mut groups: Vec<Option<&str>> = Vec::new();
        for index in fields {
            let group = self.ledger().fields[*index].group.as_deref();
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        let choices = choices(self.viewer(), self.ledger());
        html! {
            @for group in groups {
                section.form-group {
                    @if let Some(title) = group { h2 { (title) } }
                    div.fields {
                        @for index in fields.iter().filter(|i| self.ledger().fields[**i].group.as_deref() == group) {
                            (self.input(*index, &choices))
                        }
                    }
                }
            }
        }
    }

    fn input(&self, index: usize, choices: &Choices) -> Markup {
        let field = &self.ledger().fields[index];
        let mut shown = self.reader.shown(index);
        for (at, row) in shown.rows.iter_mut().enumerate() {
            for fault in self.faults {
                if let Some(column) = fault.name.strip_prefix(&format!("{}[{at}].", field.name)) {
                    row.errors.insert(column.to_owned(), fault.text.clone());
                }
            }
        }
        let files = self.kept(index, &shown);
        let fault = self.faults.iter().find(|fault| fault.name == *field.name);
        let required = field.required || self.asked.needed.contains(&index);
        html! {
            (ui::field(&Input {
                point: (&shown.point.0, &shown.point.1),
                rows: &shown.rows,
                files: &files,
                error: fault.map(|fault| fault.text.as_str()),
                required,
                ..Input::new(field, &shown.text, choices)
            }))
            @for file in &shown.uploads { input type="hidden" name={ (field.name) ".kept" } value=(spell_file(file)); }
            @for file in &shown.removed { input type="hidden" name={ (field.name) ".remove" } value=(file); }
        }
    }

    fn kept(&self, index: usize, shown: &Shown) -> Vec<KeptFile> {
        let masked = self.reader.speller().masks(&self.ledger().fields[index]);
        let kept = |file: &banjie_model::value::FileRef| {
            let mine = shown.uploads.contains(file);
            KeptFile {
                key: spell_file(file),
                title: if masked && !mine { t::FILE_MASKED.to_owned() } else { file.name.to_string() },
                href: if file.sha256.is_empty() || masked && !mine {
                    String::new()
                } else {
                    format!("/files/{}", file.sha256)
                },
                size: if file.sha256.is_empty() { t::NAME_ONLY.to_owned() } else { t::size(file.size_bytes) },
            }
        };
        shown.files.iter().map(kept).collect()
    }

    fn has_fault(&self, fields: &[usize]) -> bool {
        let of = |fault: &FieldFault, name: &str| {
            fault.name.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
        };
        fields.iter().any(|i| self.faults.iter().any(|fault| of(fault, &self.ledger().fields[*i].name)))
    }

    fn error(&self, name: &str) -> Option<&str> {
        self.faults.iter().find(|fault| fault.name == name).map(|fault| fault.text.as_str())
    }

    /// The owner of a new record, where there is a choice.
    fn owner(&self) -> Markup {
        if self.place.deed != Deed::Create {
            return html! {};
        }
        let codes = creatable(self.viewer(), self.ledger(), self.app.now());
        if codes.len() < 2 {
            return html! {};
        }
        let first = codes.first().map(|code| &**code).unwrap_or_default();
        let value = self.reader.typed.get(typed::ORG).unwrap_or(first);
        let items = |code: &banjie_model::Name| Choice {
            key: code.to_string(),
            title: names::org(self.viewer(), code),
            group: String::new(),
        };
        let items: Vec<Choice> = codes.iter().map(items).collect();
        let input = PlainInput {
            name: typed::ORG,
            title: t::OWNER,
            value,
            required: true,
            error: self.error(typed::ORG),
            ..PlainInput::default()
        };
        html! { section.form-group { div.fields { (select_input(&input, &items)) } } }
    }

    fn number(&self) -> Markup {
        if self.place.deed != Deed::Create || self.ledger().number.is_none() {
            return html! {};
        }
        let input = PlainInput {
            name: typed::NUMBER,
            title: t::OLD_NUMBER,
            value: self.reader.typed.get(typed::NUMBER).unwrap_or_default(),
            help: t::OLD_NUMBER_HELP,
            error: self.error(typed::NUMBER),
            ..PlainInput::default()
        };
        html! { section.form-group { div.fields { (plain_input(&input)) } } }
    }

    /// Inputs that stand for no field of the ledger.
    fn own(&self) -> Markup {
        let value = |name: &str| self.reader.typed.get(name).unwrap_or_default();
        let input =
            |name: &'static str, title: &'static str, help: &'static str, kind: &'static str, required: bool| {
                let error = self.error(name);
                let value = self.reader.typed.get(name).unwrap_or_default();
                plain_input(&PlainInput { name, title, kind, value, help, error, required, ..PlainInput::default() })
            };
        let inner = match &self.place.deed {
            Deed::Act(_) if self.place.action(self.ledger()).is_some_and(|a| a.hands_over) => {
                self.suggested(typed::RECEIVER, t::RECEIVER, value(typed::RECEIVER), "/pick/org")
            }
            Deed::Assign => {
                let now = self.case.and_then(|case| case.record.handler.as_deref());
                let value = self.reader.typed.get(typed::HANDLER).or(now).unwrap_or_default();
                self.suggested(typed::HANDLER, t::HANDLER, value, "/pick/account")
            }
            Deed::Extend(name) => self.extension(name),
            Deed::Suspend(_) => html! {
                (input(typed::FROM, t::SUSPEND_FROM, t::SUSPEND_FROM_HELP, "datetime-local", true))
                (input(typed::UNTIL, t::SUSPEND_UNTIL, t::SUSPEND_UNTIL_HELP, "datetime-local", false))
            },
            _ => return html! {},
        };
        html! { section.form-group { div.fields { (inner) } } }
    }

    /// One line with suggestions of an organisation or a person.
    fn suggested(&self, name: &str, title: &str, value: &str, search: &str) -> Markup {
        let ty = if name == typed::HANDLER { FieldType::Account } else { FieldType::Org };
        let field = made_up(name, title, ty);
        let options = match field.ty {
            FieldType::Org => org_options(self.viewer()),
            _ => Options { items: Vec::new(), search: search.to_owned() },
        };
        let choices = Choices::default().with(name, options);
        ui::field(&Input { error: self.error(name), required: true, ..Input::new(&field, value, &choices) })
    }

    fn extension(&self, limit: &str) -> Markup {
        let extend = self.ledger().limit(limit).and_then(|limit| limit.extend.as_ref());
        let help = extend.map(|extend| t::at_most(&extend.upto.zh(), extend.times)).unwrap_or_default();
        let unit = extend.map_or("", |extend| unit_key(extend.upto.unit));
        let length = PlainInput {
            name: typed::LENGTH,
            title: t::LENGTH,
            value: self.reader.typed.get(typed::LENGTH).unwrap_or_default(),
            help: &help,
            error: self.error(typed::LENGTH),
            required: true,
            mode: "numeric",
            ..PlainInput::default()
        };
        let units = PlainInput {
            name: typed::UNIT,
            title: t::UNIT,
            value: self.reader.typed.get(typed::UNIT).unwrap_or(unit),
            required: true,
            ..PlainInput::default()
        };
        let items =
            t::UNITS.map(|(key, title)| Choice { key: key.to_owned(), title: title.to_owned(), group: String::new() });
        html! { (plain_input(&length)) (select_input(&units, &items)) }
    }

    fn reason(&self) -> Markup {
        let ledger = self.ledger();
        let required = match &self.place.deed {
            Deed::Create | Deed::Assign => return html! {},
            Deed::Edit => false,
            Deed::Act(name) => ledger.action(name).is_some_and(|a| a.reason_required),
            Deed::Extend(name) => ledger.limit(name).and_then(|l| l.extend.as_ref()).is_some_and(|e| e.reason_required),
            Deed::Suspend(_) => true,
        };
        let input = PlainInput {
            name: typed::REASON,
            title: t::REASON,
            value: self.reader.typed.get(typed::REASON).unwrap_or_default(),
            help: t::REASON_HELP,
            error: self.error(typed::REASON),
            required,
            ..PlainInput::default()
        };
        html! { section.form-group { div.fields { (text_area(&input)) } } }
    }

    /// The guards of an action, read aloud before it is taken.
    fn conditions(&self, action: &Action) -> Markup {
        let snapshot = &self.viewer().snapshot;
        let titles = PackageTitles::from_library(snapshot.library(), self.ledger()).with_orgs(snapshot.world().orgs);
        let package = snapshot.library().packages.get(&self.ledger().package);
        let basis = |key: Option<&banjie_model::Name>| key.and_then(|key| Some(package?.bases.get(key)?.zh()));
        let around = |guard: &Guard| {
            let unless = guard.unless.as_ref()?;
            let roles = unless.by.iter().filter_map(|role| Some(package?.roles.get(role)?.title.to_string()));
            Some(t::unless(&roles.collect::<Vec<_>>().join(t::ENUMERATION)))
        };
        let own = basis(action.basis.as_ref());
        html! {
            @if !action.require.is_empty() || own.is_some() {
                details.why open[action.require.len() <= 4] {
                    summary { @if action.require.is_empty() { (t::BASIS_OF_ACTION) } @else { (t::CONDITIONS) span.count { (action.require.len()) } } }
                    ul.why-list {
                        @if let Some(own) = &own { li { p { (t::basis(own)) } } }
                        @for guard in &action.require {
                            li {
                                p { (guard.otherwise) @if let Some(around) = around(guard) { " " (around) } }
                                dl.why-terms {
                                    div { dt { (ui_text::RULE) } dd { (aloud(&guard.that, &titles)) } }
                                    @if let Some(basis) = basis(guard.basis.as_ref()) { div { dt { (ui_text::BASIS) } dd { (basis) } } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

use crate::text::ui as ui_text;

/// A refusal with its rule and basis.
pub(super) fn told(refusal: &Refusal) -> Markup {
    ui::alert(
        Level::Error,
        t::REFUSED,
        &html! {
            p { (refusal.message) }
            @if refusal.rule.is_some() || refusal.basis.is_some() {
                dl.why-terms {
                    @if let Some(rule) = &refusal.rule { div { dt { (ui_text::RULE) } dd { (rule) } } }
                    @if let Some(basis) = &refusal.basis { div { dt { (ui_text::BASIS) } dd { (basis) } } }
                }
            }
        },
    )
}

/// A field that no ledger has, to use the inputs of its type.
fn made_up(name: &str, title: &str, ty: FieldType) -> banjie_model::definition::Field {
    banjie_model::definition::Field {
        name: name.into(),
        title: title.into(),
        ty,
        required: true,
        default: None,
        class: banjie_model::definition::Class::Internal,
        mask: None,
        unit: None,
        help: None,
        group: None,
        formula: None,
        lookup: None,
    }
}

/// The word of a unit of time in the input.
fn unit_key(unit: banjie_model::expr::TimeUnit) -> &'static str {
    use banjie_model::expr::TimeUnit;
    match unit {
        TimeUnit::WorkingDays => "working days",
        TimeUnit::Days => "days",
        TimeUnit::Months => "months",
        TimeUnit::Hours => "hours",
        TimeUnit::Years => "years",
    }
}

/// What can be chosen for the fields of a ledger.
pub(super) fn choices(viewer: &Viewer, ledger: &Ledger) -> Choices {
    let package = viewer.snapshot.library().packages.get(&ledger.package);
    let mut choices = package.map_or_else(Choices::default, |p| Choices::from_codes(&ledger.fields, &p.codes));
    let mut add = |path: String, ty: &FieldType| {
        let options = match ty {
            FieldType::Org => org_options(viewer),
            FieldType::Account => Options { items: Vec::new(), search: "/pick/account".to_owned() },
            FieldType::Ref(to) => Options { items: Vec::new(), search: format!("/pick/{to}?from={}", ledger.key) },
            _ => return,
        };
        choices.by_field.insert(path, options);
    };
    for field in &ledger.fields {
        add(field.name.to_string(), &field.ty);
        if let FieldType::List(fields) = &field.ty {
            for inner in fields {
                add(format!("{}.{}", field.name, inner.name), &inner.ty);
            }
        }
    }
    choices
}

/// Organisations: all where they are few, else asked for as one types.
fn org_options(viewer: &Viewer) -> Options {
    let orgs = viewer.snapshot.world().orgs;
    if orgs.len() > FEW {
        return Options { items: Vec::new(), search: "/pick/org".to_owned() };
    }
    let choice = |org: &banjie_model::org::Org| Choice {
        key: names::typed_org(viewer, &org.code),
        title: org.code.to_string(),
        group: String::new(),
    };
    Options { items: orgs.iter().filter(|org| org.until.is_none()).map(choice).collect(), search: String::new() }
}
