//! What stands around the content of a page: navigation by what the viewer has a role in, where he is, what he was told.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use banjie_model::{Name, definition::Package};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use cookie::{Cookie, SameSite};
use maud::{Markup, html};

use crate::{
    App,
    routes::{Access, Route, get},
    server::{Problem, Viewer, assets},
    text::{faults, frame as t},
    ui::{self, Crumb, Flash, Level, NavGroup, NavItem, PortalShell, RoleChoice, Shell, Who},
};

/// Cookie that carries one message over a redirect.
pub const FLASH: &str = "banjie-flash";
/// Packages beyond which the navigation lists ledgers of the current one only.
const FEW: usize = 2;

/// Routes of styles, scripts and pictures.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![get("/assets/{stamp}/{*name}", Access::Public, "styles, scripts and pictures", assets::serve)]
}

/// Where a page stands.
#[derive(Clone, Debug, Default)]
pub struct Spot {
    title: String,
    path: String,
    crumbs: Vec<Crumb>,
    package: Option<Name>,
    query: String,
}

impl Spot {
    /// A page by its title and its address, by which the navigation marks the current entry.
    pub fn new(title: impl Into<String>, path: impl Into<String>) -> Spot {
        Spot { title: title.into(), path: path.into(), ..Spot::default() }
    }

    /// Below another page; call it from the top downwards.
    #[must_use]
    pub fn under(mut self, title: impl Into<String>, href: impl Into<String>) -> Spot {
        self.crumbs.push(Crumb { title: title.into(), href: href.into() });
        self
    }

    /// A page of this system: its ledgers stand in the navigation.
    #[must_use]
    pub fn of(mut self, package: impl Into<Name>) -> Spot {
        self.package = Some(package.into());
        self
    }

    /// What was searched for, kept in the search field.
    #[must_use]
    pub fn searched(mut self, query: impl Into<String>) -> Spot {
        self.query = query.into();
        self
    }

    fn crumbs(&self) -> Vec<Crumb> {
        if self.crumbs.is_empty() {
            return Vec::new();
        }
        let own = Crumb { title: self.title.clone(), href: String::new() };
        self.crumbs.iter().cloned().chain([own]).collect()
    }
}

/// A page of the desk. The content begins with its own `h1`.
#[must_use]
pub fn page(app: &App, viewer: &Viewer, spot: &Spot, content: &Markup) -> Markup {
    let shell = Shell {
        title: spot.title.clone(),
        system: app.settings().title.clone(),
        who: Some(who(viewer)),
        nav: navigation(app, viewer, spot),
        breadcrumb: spot.crumbs(),
        flash: viewer.flash.clone(),
        csrf: viewer.csrf().to_owned(),
        theme: viewer.theme,
        query: spot.query.clone(),
        no_create: !viewer.is_staff(),
        as_of: app.now().format("%Y-%m-%d %H:%M").to_string(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        help: super::help::topic(&spot.path),
        map: map_base(app),
    };
    ui::page(&shell, content)
}

/// A page without navigation: sign-in and errors. The title stands as `h1`.
#[must_use]
pub fn bare(app: &App, title: &str, content: &Markup) -> Markup {
    let main = html! { h1 { (title) } (content) };
    ui::bare_page(title, &app.settings().title, ui::Theme::Auto, &main)
}

/// A page of the portal. The content begins with its own `h1`.
#[must_use]
pub fn public(app: &App, spot: &Spot, content: &Markup) -> Markup {
    let item = |(title, href): &(&str, &str)| NavItem {
        title: (*title).to_owned(),
        href: (*href).to_owned(),
        count: None,
        current: is_within(&spot.path, href),
    };
    let shell = PortalShell {
        title: spot.title.clone(),
        system: app.settings().title.clone(),
        nav: t::PORTAL.iter().map(item).collect(),
        breadcrumb: spot.crumbs(),
        map: map_base(app),
        ..PortalShell::default()
    };
    ui::public_page(&shell, content)
}

/// What lies under every map.
fn map_base(app: &App) -> ui::MapBase {
    ui::MapBase { tiles: app.settings().tiles.clone().unwrap_or_default(), ..ui::MapBase::default() }
}

fn who(viewer: &Viewer) -> Who {
    let snapshot = &viewer.snapshot;
    let orgs = snapshot.world().orgs;
    let choice = |key: &Name| RoleChoice { key: key.to_string(), title: role_title(viewer, key) };
    let roles: Vec<RoleChoice> = viewer.person.roles.iter().map(choice).collect();
    let held: Vec<String> = viewer.actor.roles.iter().map(|key| role_title(viewer, key)).collect();
    let role = if held.len() == roles.len() && roles.len() > 1 { t::ALL_ROLES.to_owned() } else { held.join(t::AND) };
    let several = roles.len() > 1;
    let all = RoleChoice { key: String::new(), title: t::ALL_ROLES.to_owned() };
    Who {
        name: viewer.person.name.to_string(),
        org: orgs.get(&viewer.actor.org).map_or_else(|| viewer.actor.org.to_string(), |org| org.name.to_string()),
        role,
        roles: if several { std::iter::once(all).chain(roles).collect() } else { Vec::new() },
    }
}

/// A role as `system · title`.
#[must_use]
pub fn role_title(viewer: &Viewer, key: &str) -> String {
    let library = viewer.snapshot.library();
    let found = key.split_once('.').and_then(|(package, role)| {
        let package = library.packages.get(package)?;
        Some(t::role(&package.title, &package.roles.get(role)?.title))
    });
    found.unwrap_or_else(|| key.to_owned())
}

fn navigation(app: &App, viewer: &Viewer, spot: &Spot) -> Vec<NavGroup> {
    let item = |title: &str, href: &str| NavItem {
        title: title.to_owned(),
        href: href.to_owned(),
        count: None,
        current: is_within(&spot.path, href),
    };
    let mut groups = Vec::new();
    if viewer.is_staff() {
        let work = NavItem { count: super::work::badge(app, viewer), ..item(t::WORK, "/work") };
        groups.push(NavGroup { title: String::new(), items: vec![work, item(t::DRAFTS, "/drafts")] });
    }
    groups.extend(systems(viewer, spot));
    if viewer.is_staff() {
        let items = t::SHARED.iter().map(|(title, href)| item(title, href)).collect();
        groups.push(NavGroup { title: t::OVERALL.to_owned(), items });
    }
    if viewer.is_system() || viewer.is_security() || viewer.is_audit() {
        let home = NavItem { current: spot.path == "/admin", ..item(t::ADMIN, "/admin") };
        let pages = super::admin::offered(viewer).into_iter().map(|(href, title)| item(title, href));
        groups.push(NavGroup {
            title: t::ADMINISTRATION.to_owned(),
            items: std::iter::once(home).chain(pages).collect(),
        });
    }
    groups
}

/// The systems one has a role in: with their ledgers where they are few, else those of the current one.
fn systems(viewer: &Viewer, spot: &Spot) -> Vec<NavGroup> {
    let library = viewer.snapshot.library();
    let mine: Vec<&Package> =
        library.packages.values().map(|p| &**p).filter(|p| &*p.name != "orgs" && viewer.is_in(&p.name)).collect();
    let open = |package: &&Package| mine.len() <= FEW || spot.package.as_ref() == Some(&package.name);
    let ledgers = |package: &Package| {
        let item = |ledger: &std::sync::Arc<banjie_model::definition::Ledger>| {
            let href = format!("/ledgers/{}", ledger.key);
            NavItem { title: ledger.title.to_string(), current: is_within(&spot.path, &href), href, count: None }
        };
        NavGroup { title: package.title.to_string(), items: package.ledgers.values().map(item).collect() }
    };
    let mut groups: Vec<NavGroup> = mine.iter().filter(|p| open(p)).map(|p| ledgers(p)).collect();
    let closed: Vec<NavItem> = mine
        .iter()
        .filter(|p| !open(p))
        .map(|p| {
            let href = format!("/systems/{}", p.name);
            NavItem { title: p.title.to_string(), current: is_within(&spot.path, &href), href, count: None }
        })
        .collect();
    if !closed.is_empty() {
        let title = if groups.is_empty() { t::SYSTEMS } else { t::OTHER_SYSTEMS };
        groups.push(NavGroup { title: title.to_owned(), items: closed });
    }
    groups
}

/// True for a path and everything below it.
fn is_within(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

/// The page of a fault: what is wrong, the rule and its basis, and where to go on.
#[must_use]
pub fn fault(app: &App, viewer: Option<&Viewer>, problem: &Problem) -> Markup {
    let title = faults::title(problem.status.as_u16());
    let content = html! {
        p { (problem.message) }
        @if problem.rule.is_some() || problem.basis.is_some() {
            dl {
                @if let Some(rule) = &problem.rule { dt { (t::RULE) } dd { (rule) } }
                @if let Some(basis) = &problem.basis { dt { (t::BASIS) } dd { (basis) } }
            }
        }
        @if !problem.fields.is_empty() {
            ul { @for field in &problem.fields { li { (field.title) (t::COLON) (field.message) } } }
        }
        p { a href="/" { (t::HOME) } }
    };
    match viewer {
        Some(viewer) if viewer.unfinished().is_none() => {
            page(app, viewer, &Spot::new(title, ""), &html! { h1 { (title) } (content) })
        }
        _ => bare(app, title, &content),
    }
}

/// Done: goes on to another page, which says so.
pub fn done(to: &str, said: impl AsRef<str>) -> Response {
    told(to, Level::Done, said.as_ref())
}

/// Goes on to another page, which says something.
pub fn told(to: &str, level: Level, said: &str) -> Response {
    let value =
        format!("{}.{}", letter(level), BASE64_URL_SAFE_NO_PAD.encode(said.chars().take(600).collect::<String>()));
    let cookie = Cookie::build((FLASH, value)).path("/").http_only(true).same_site(SameSite::Lax);
    let cookie = cookie.max_age(cookie::time::Duration::minutes(1)).build().to_string();
    let mut response = Redirect::to(to).into_response();
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

fn letter(level: Level) -> char {
    match level {
        Level::Info => 'i',
        Level::Done => 'd',
        Level::Warn => 'w',
        Level::Error => 'e',
    }
}

/// The message a cookie carries; anything else is none.
#[must_use]
pub fn flash(value: &str) -> Option<Flash> {
    let (level, text) = value.split_once('.')?;
    let level =
        [Level::Info, Level::Done, Level::Warn, Level::Error].into_iter().find(|l| level == letter(*l).to_string())?;
    let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    Some(Flash { level, text })
}
