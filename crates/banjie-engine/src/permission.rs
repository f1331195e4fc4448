//! Who may see and do what: roles of the ledger's package, and the organisations each role reaches.

use banjie_model::{
    Name,
    case::Actor,
    definition::{Ledger, Package, Role, Sees},
    refusal::{Refusal, RefusalCode},
};

use crate::{World, words};

/// The records of a ledger an actor may see, by owner organisation. Nothing unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those of every organisation.
    All,
    /// Those of these organisations, by code; none where the list is empty.
    Orgs(Vec<Name>),
    /// Those of the organisations whose path begins with one of these (`/3303/lc/`).
    Subtrees(Vec<Name>),
}

impl Default for Reach {
    fn default() -> Reach {
        Reach::Orgs(Vec::new())
    }
}

impl Reach {
    /// True when nothing can be seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Reach::All => false,
            Reach::Orgs(names) | Reach::Subtrees(names) => names.is_empty(),
        }
    }
}

/// The package a ledger belongs to.
pub(crate) fn package<'a>(world: &World<'a>, ledger: &Ledger) -> Option<&'a Package> {
    world.library.packages.get(&ledger.package).map(|p| &**p)
}

/// Whether a role, held at one organisation, reaches the records of another.
#[must_use]
pub fn sees(world: &World<'_>, role: &Role, at: &str, record_org: &str) -> bool {
    match role.sees {
        Sees::All => true,
        Sees::Own => at == record_org,
        Sees::Subtree => world.orgs.is_within(record_org, at),
    }
}

/// The roles of the ledger's package an actor holds.
pub(crate) fn roles<'a>(world: &World<'a>, ledger: &Ledger, actor: &Actor) -> Vec<&'a Role> {
    let declared = package(world, ledger).into_iter().flat_map(|p| p.roles.values());
    declared.filter(|r| actor.has_role(&ledger.package, &r.name)).collect()
}

/// Whether an actor may see a record of this owner organisation. What cannot be seen is answered like what does not exist.
#[must_use]
pub fn visible(world: &World<'_>, ledger: &Ledger, record_org: &str, actor: &Actor) -> bool {
    actor.system || roles(world, ledger, actor).iter().any(|r| sees(world, r, &actor.org, record_org))
}

/// Everything an actor may see in a ledger: what [`visible`] says of one organisation, for all of them.
#[must_use]
pub fn reach(world: &World<'_>, ledger: &Ledger, actor: &Actor) -> Reach {
    if actor.system {
        return Reach::All;
    }
    // All roles are held at the actor's own organisation, so the widest of them holds the others.
    let sees: Vec<Sees> = roles(world, ledger, actor).iter().map(|r| r.sees).collect();
    if sees.contains(&Sees::All) {
        Reach::All
    } else if sees.contains(&Sees::Subtree) {
        Reach::Subtrees(vec![world.orgs.path(&actor.org)])
    } else if sees.contains(&Sees::Own) {
        Reach::Orgs(vec![actor.org.clone()])
    } else {
        Reach::Orgs(Vec::new())
    }
}

/// Refuses an actor who holds none of these roles, or holds them for other organisations only. An empty list means every
/// role of the package. `what` names the deed: "办理「立案」".
pub(crate) fn permit(
    world: &World<'_>,
    ledger: &Ledger,
    allowed: &[Name],
    record_org: &str,
    actor: &Actor,
    what: &str,
) -> Result<(), Refusal> {
    if actor.system {
        return Ok(());
    }
    let held: Vec<&Role> =
        roles(world, ledger, actor).into_iter().filter(|r| allowed.is_empty() || allowed.contains(&r.name)).collect();
    if held.is_empty() {
        return Err(not_permitted(world, ledger, allowed, actor, what));
    }
    if held.iter().any(|r| sees(world, r, &actor.org, record_org)) {
        return Ok(());
    }
    let held = words::list(held.iter().map(|r| &*r.title));
    let message = format!(
        "您以{held}身份在{}，不能{what}：该记录属于{}，不在您的管辖范围内。请由{}办理。",
        words::org(world, &actor.org),
        words::org(world, record_org),
        words::org(world, record_org),
    );
    Err(Refusal { needs_role: allowed.to_vec(), ..Refusal::new(RefusalCode::OutsideScope, message) })
}

fn not_permitted(world: &World<'_>, ledger: &Ledger, allowed: &[Name], actor: &Actor, what: &str) -> Refusal {
    let mine = words::list(roles(world, ledger, actor).iter().map(|r| &*r.title));
    let who =
        if mine.is_empty() { "您没有本应用的角色".to_string() } else { format!("您的角色是{mine}") };
    let message = if allowed.is_empty() {
        format!("{who}，不能{what}。请联系系统管理员授予角色。")
    } else {
        let needed = words::roles(world, ledger, allowed);
        format!("{who}，不能{what}：须由{needed}办理。请转交{needed}。")
    };
    let needs_role = if allowed.is_empty() { Vec::new() } else { allowed.to_vec() };
    Refusal { needs_role, ..Refusal::new(RefusalCode::NotPermitted, message) }
}

/// Roles that watch over others (they see more than the own organisation); empty where a package has none.
pub(crate) fn supervisors(world: &World<'_>, ledger: &Ledger) -> Vec<Name> {
    let declared = package(world, ledger).into_iter().flat_map(|p| p.roles.values());
    declared.filter(|r| r.sees != Sees::Own).map(|r| r.name.clone()).collect()
}
