//! What stands around a page: of the desk, of the portal, of sign-in, of a wall.

use maud::{DOCTYPE, Markup, html};

use super::{
    icon::{Icon, icon},
    message::{Flash, flash},
};
use crate::{
    assets::{asset_integrity, asset_url},
    text,
};

/// Name of the hidden input with the token against forged requests.
pub const CSRF_FIELD: &str = "csrf";
/// Header with the same token, for requests by script.
pub const CSRF_HEADER: &str = "x-csrf";

/// Addresses the shells lead to.
mod address {
    pub(super) const HOME: &str = "/";
    pub(super) const SEARCH: &str = "/search";
    pub(super) const CREATE: &str = "/new";
    pub(super) const HELP: &str = "/help";
    pub(super) const ME: &str = "/account";
    pub(super) const ROLE: &str = "/account/role";
    pub(super) const THEME: &str = "/account/theme";
    pub(super) const SIGN_OUT: &str = "/sign-out";
    pub(super) const SIGN_IN: &str = "/sign-in";
}

/// Appearance a person chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Light with strong contrast.
    Contrast,
}

impl Theme {
    /// All, with the value sent and the word shown.
    pub const ALL: [(Theme, &str, &str); 4] = [
        (Theme::Auto, "auto", text::THEME_AUTO),
        (Theme::Light, "light", text::THEME_LIGHT),
        (Theme::Dark, "dark", text::THEME_DARK),
        (Theme::Contrast, "contrast", text::CONTRAST),
    ];

    /// By the value sent; an unknown one is `Auto`.
    pub fn parse(value: &str) -> Theme {
        Self::ALL.iter().find(|(_, key, _)| *key == value).map_or(Theme::Auto, |(theme, ..)| *theme)
    }

    fn attributes(self) -> (Option<&'static str>, Option<&'static str>) {
        match self {
            Theme::Auto => (None, None),
            Theme::Light => (Some("light"), None),
            Theme::Dark => (Some("dark"), None),
            Theme::Contrast => (Some("light"), Some("more")),
        }
    }
}

/// The base under every map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapBase {
    /// Address of tiles, `{z}/{x}/{y}`; empty: a blank base with a graticule.
    pub tiles: String,
    /// Who made the tiles.
    pub credit: String,
    /// Latitude and longitude where a map without points opens; `None`: the country.
    pub home: Option<(f64, f64)>,
}

/// A role one may act in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleChoice {
    /// Value sent to `/me/role`.
    pub key: String,
    /// `督查员（城关镇）`
    pub title: String,
}

/// Who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// Name.
    pub name: String,
    /// Organisation.
    pub org: String,
    /// Title of the role in use.
    pub role: String,
    /// Other roles; empty: there is nothing to switch.
    pub roles: Vec<RoleChoice>,
}

/// An entry of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// Title.
    pub title: String,
    /// Address.
    pub href: String,
    /// What waits there.
    pub count: Option<u64>,
    /// It is the page shown, or above it.
    pub current: bool,
}

/// A group of the navigation; an empty title: no heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NavGroup {
    /// Title.
    pub title: String,
    /// Entries.
    pub items: Vec<NavItem>,
}

/// A part of the path above the title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// Title.
    pub title: String,
    /// Address; empty: the page itself.
    pub href: String,
}

/// Around a page of the desk.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    /// Title of the page, in the browser's tab.
    pub title: String,
    /// Name of the bureau or of the installation; empty: the product.
    pub system: String,
    /// Who is signed in; `None`: nobody.
    pub who: Option<Who>,
    /// Navigation.
    pub nav: Vec<NavGroup>,
    /// Path.
    pub breadcrumb: Vec<Crumb>,
    /// What the last request did.
    pub flash: Option<Flash>,
    /// Token of the session.
    pub csrf: String,
    /// Appearance.
    pub theme: Theme,
    /// What was searched for, kept in the field.
    pub query: String,
    /// Nothing can be created or searched for: neither button nor search.
    pub no_create: bool,
    /// `2025-10-14 09:30`; empty: not said.
    pub as_of: String,
    /// Version of the program; empty: not said.
    pub version: String,
    /// Where the help of this page is; empty: the help as a whole.
    pub help: String,
    /// The base under its maps.
    pub map: MapBase,
}

/// Around a page of the portal.
#[derive(Clone, Debug, Default)]
pub struct PortalShell {
    /// Title of the page.
    pub title: String,
    /// Name of the bureau.
    pub system: String,
    /// 办事, 查询, 公示 …
    pub nav: Vec<NavItem>,
    /// Path.
    pub breadcrumb: Vec<Crumb>,
    /// What the last request did.
    pub flash: Option<Flash>,
    /// Token of the session.
    pub csrf: String,
    /// Telephone, address, who answers: shown in the foot.
    pub contact: String,
    /// Appearance.
    pub theme: Theme,
    /// The base under its maps.
    pub map: MapBase,
}

/// The hidden input every form that posts carries.
pub fn csrf_field(csrf: &str) -> Markup {
    html! { input type="hidden" name=(CSRF_FIELD) value=(csrf); }
}

/// The page as a whole.
struct Sheet<'a> {
    title: &'a str,
    system: &'a str,
    theme: Theme,
    csrf: &'a str,
    class: &'a str,
    map: Option<&'a MapBase>,
}

fn sheet(sheet: &Sheet<'_>, body: &Markup) -> Markup {
    let (theme, contrast) = sheet.theme.attributes();
    let system = if sheet.system.is_empty() { text::PRODUCT } else { sheet.system };
    html! {
        (DOCTYPE)
        html lang=(text::LANGUAGE) data-theme=[theme] data-contrast=[contrast] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="same-origin";
                meta name="format-detection" content="telephone=no";
                title { (sheet.title) (text::DOT) (system) }
                link rel="icon" type="image/svg+xml" href=(asset_url("mark.svg"));
                link rel="stylesheet" href=(asset_url("banjie.css")) integrity=[asset_integrity("banjie.css")];
                meta name="htmx-config" content=(HTMX_CONFIG);
                script src=(asset_url("vendor/htmx.min.js")) integrity=[asset_integrity("vendor/htmx.min.js")] defer {}
                script type="module" src=(asset_url("banjie.js")) integrity=[asset_integrity("banjie.js")] {}
            }
            body class=(sheet.class) hx-headers=[(!sheet.csrf.is_empty()).then(|| format!("{{\"{CSRF_HEADER}\":\"{}\"}}", sheet.csrf))] {
                (body)
                (words(sheet.map))
            }
        }
    }
}

/// Nothing of htmx that a strict content security policy forbids.
const HTMX_CONFIG: &str = r#"{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyCacheSize":0}"#;

/// What the scripts say, given with the page, and where they say it.
fn words(map: Option<&MapBase>) -> Markup {
    let tiles = map.filter(|map| !map.tiles.is_empty());
    let home = map.and_then(|map| map.home).map(|(lat, lng)| format!("{lat},{lng}"));
    html! {
        div #toasts.toasts role="status" aria-live="polite" {}
        div #words hidden data-unsaved=(text::UNSAVED) data-draft-kept=(text::DRAFT_KEPT) data-draft-lost=(text::DRAFT_LOST)
            data-offline=(text::OFFLINE) data-online=(text::ONLINE) data-failed=(text::REQUEST_FAILED) data-loading=(text::LOADING)
            data-confirm=(text::CONFIRM) data-cancel=(text::CANCEL) data-close=(text::CLOSE) data-language=(text::LANGUAGE) data-zoom-in=(text::ZOOM_IN) data-zoom-out=(text::ZOOM_OUT) data-locate=(text::LOCATE) data-not-located=(text::NOT_LOCATED)
            data-charts=(asset_url("charts.js")) data-maps=(asset_url("maps.js")) data-tiles=[tiles.map(|map| &map.tiles)] data-tiles-credit=[tiles.map(|map| &map.credit)] data-map-home=[home] {}
        dialog #key-help.dialog aria-labelledby="key-help-title" {
            h2 #key-help-title { (text::KEYS) }
            dl.keys { @for (key, what) in text::KEY_TABLE { div { dt { kbd { (key) } } dd { (what) } } } }
            form method="dialog" { button.button type="submit" { (text::CLOSE) } }
        }
    }
}

/// A page of the desk.
pub fn page(shell: &Shell, main: &Markup) -> Markup {
    let whole = Sheet {
        title: &shell.title,
        system: &shell.system,
        theme: shell.theme,
        csrf: &shell.csrf,
        class: "desk",
        map: Some(&shell.map),
    };
    sheet(
        &whole,
        &html! {
            a.skip href="#main" { (text::SKIP) }
            header.top { (brand(&shell.system)) (top_right(shell)) }
            @if !shell.nav.is_empty() {
                details.nav-toggle { summary { (icon(Icon::Menu)) span.visually-hidden { (text::MENU) } } }
                nav.side aria-label=(text::NAVIGATION) { @for group in &shell.nav { (nav_group(group)) } }
            }
            main #main tabindex="-1" {
                (breadcrumb(&shell.breadcrumb))
                @if let Some(message) = &shell.flash { (flash(message)) }
                (main)
            }
            footer.foot {
                @if !shell.as_of.is_empty() { span { (text::as_of(&shell.as_of)) } }
                @if !shell.version.is_empty() { span { (text::PRODUCT) " " (text::version(&shell.version)) } }
            }
        },
    )
}

fn brand(system: &str) -> Markup {
    html! {
        a.brand href=(address::HOME) {
            svg.brand-mark viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" {
                rect width="32" height="32" rx="7" {}
                path d="M8 16.5l5.5 5.5L24 10.5" {}
            }
            span { (if system.is_empty() { text::PRODUCT } else { system }) }
        }
    }
}

fn top_right(shell: &Shell) -> Markup {
    html! {
        @if let Some(who) = &shell.who {
            @if shell.no_create { span.search {} } @else {
                form.search role="search" method="get" action=(address::SEARCH) {
                    label.visually-hidden for="search" { (text::SEARCH) }
                    (icon(Icon::Search))
                    input #search type="search" name="q" value=(shell.query) placeholder=(text::SEARCH_HINT) aria-keyshortcuts="/" autocomplete="off" enterkeyhint="search";
                    kbd aria-hidden="true" { "/" }
                }
                a.top-icon.top-search href=(address::SEARCH) { (icon(Icon::Search)) span.visually-hidden { (text::SEARCH) } }
                a.button.button-primary.create href=(address::CREATE) data-create aria-keyshortcuts="c" { (icon(Icon::Plus)) span.create-word { (text::CREATE) } } }
            a.top-icon href=(if shell.help.is_empty() { address::HELP } else { &shell.help }) { (icon(Icon::Help)) span.visually-hidden { (text::HELP) } }
            (me(shell, who))
        }
    }
}

fn me(shell: &Shell, who: &Who) -> Markup {
    html! {
        details.menu.me data-menu {
            summary { (icon(Icon::Person)) span.me-name { (who.name) } span.visually-hidden { (text::ME) } }
            div.popover {
                p.me-who { b { (who.name) } span { (who.org) } span { (who.role) } }
                @if !who.roles.is_empty() {
                    form.me-roles method="post" action=(address::ROLE) {
                        (csrf_field(&shell.csrf))
                        label for="me-role" { (text::ROLE) }
                        select #me-role name="role" { @for role in &who.roles { option value=(role.key) selected[role.title == who.role] { (role.title) } } }
                        button.button type="submit" { (text::SWITCH_ROLE) }
                    }
                }
                form.me-theme method="post" action=(address::THEME) data-theme-form {
                    (csrf_field(&shell.csrf))
                    fieldset {
                        legend { (text::APPEARANCE) }
                        @for (theme, key, word) in Theme::ALL {
                            button.button.button-quiet type="submit" name="theme" value=(key) aria-pressed=(theme == shell.theme) { (word) }
                        }
                    }
                }
                ul.me-links { li { a href=(address::ME) { (text::ME) } } }
                form method="post" action=(address::SIGN_OUT) { (csrf_field(&shell.csrf)) button.button type="submit" { (text::SIGN_OUT) } }
            }
        }
    }
}

fn nav_group(group: &NavGroup) -> Markup {
    html! {
        @if !group.title.is_empty() { p.nav-title { (group.title) } }
        ul { @for item in &group.items { li { (nav_link(item)) } } }
    }
}

fn nav_link(item: &NavItem) -> Markup {
    html! {
        a href=(item.href) aria-current=[item.current.then_some("page")] {
            span { (item.title) }
            @if let Some(count) = item.count.filter(|count| *count > 0) {
                span.count aria-hidden="true" { (count) }
                span.visually-hidden { (text::waiting(count)) }
            }
        }
    }
}

fn breadcrumb(crumbs: &[Crumb]) -> Markup {
    html! {
        @if !crumbs.is_empty() {
            nav.breadcrumb aria-label=(text::BREADCRUMB) {
                ol {
                    @for crumb in crumbs {
                        li { @if crumb.href.is_empty() { span aria-current="page" { (crumb.title) } } @else { a href=(crumb.href) { (crumb.title) } } }
                    }
                }
            }
        }
    }
}

/// A page of the portal: phone first, nothing to sign in to.
pub fn public_page(shell: &PortalShell, main: &Markup) -> Markup {
    let whole = Sheet {
        title: &shell.title,
        system: &shell.system,
        theme: shell.theme,
        csrf: &shell.csrf,
        class: "portal",
        map: Some(&shell.map),
    };
    sheet(
        &whole,
        &html! {
            a.skip href="#main" { (text::SKIP) }
            header.portal-top {
                div.portal-width {
                    (brand(&shell.system))
                    nav.portal-nav aria-label=(text::PORTAL_NAVIGATION) { ul { @for item in &shell.nav { li { (nav_link(item)) } } } }
                }
            }
            main #main.portal-width tabindex="-1" {
                (breadcrumb(&shell.breadcrumb))
                @if let Some(message) = &shell.flash { (flash(message)) }
                (main)
            }
            footer.portal-foot {
                div.portal-width {
                    @if !shell.contact.is_empty() { p { (shell.contact) } }
                    p { a href=(address::SIGN_IN) { (text::SIGN_IN) } }
                }
            }
        },
    )
}

/// Sign-in and errors: one card on an empty page.
pub fn bare_page(title: &str, system: &str, theme: Theme, main: &Markup) -> Markup {
    let whole = Sheet { title, system, theme, csrf: "", class: "bare", map: None };
    sheet(
        &whole,
        &html! {
            header.bare-top { (brand(system)) }
            main #main.bare-card { (main) }
        },
    )
}

/// A board for a wall: nothing around it but its title, the moment and the way back. `refresh`: seconds, 0: never.
pub fn wall(title: &str, system: &str, as_of: &str, back: &str, refresh: u32, main: &Markup) -> Markup {
    let whole = Sheet { title, system, theme: Theme::Dark, csrf: "", class: "wall", map: None };
    sheet(
        &whole,
        &html! {
            header.wall-top {
                h1 { (title) }
                p { (text::as_of(as_of)) }
                a.button.button-quiet href=(back) { (text::LEAVE_WALL) }
            }
            main #main data-refresh=[(refresh > 0).then_some(refresh)] { (main) }
        },
    )
}
