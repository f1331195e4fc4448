//! Words a person uses for organisation and moment, as codes and log positions.

use banjie_desk::{Desk, DeskResult, Snapshot};
use banjie_figures::{AsOf, Figures};
use banjie_model::{
    Moment, Name,
    definition::Library,
    refusal::{Refusal, RefusalCode},
};
use banjie_store::AnyStore;

/// Organisations named in a refusal.
const NAMED: usize = 12;

/// Code of an organisation given by code or name.
///
/// # Errors
/// A refusal that says what there is: none is called so, or several are.
pub fn org_code(snapshot: &Snapshot, text: &str) -> DeskResult<Name> {
    let orgs = snapshot.world().orgs;
    if orgs.is_ambiguous(text) {
        let message = format!("有几个机构都叫“{text}”，请改用机构代码");
        return Err(Refusal::new(RefusalCode::BadValue, message).into());
    }
    match orgs.find(text) {
        Some(org) => Ok(org.code.clone()),
        None => {
            let known: Vec<&str> = orgs.iter().take(NAMED).map(|o| &*o.name).collect();
            let message = format!("没有机构“{text}”。已有：{}等 {} 个", known.join("、"), orgs.len());
            Err(Refusal::new(RefusalCode::NotFound, message).into())
        }
    }
}

/// Name of an organisation; the code where nobody has it.
pub fn org_name(snapshot: &Snapshot, code: &str) -> Name {
    snapshot.world().orgs.get(code).map_or_else(|| code.into(), |org| org.name.clone())
}

/// The log position of a moment; none: everything recorded up to now.
///
/// # Errors
/// What the store says.
pub async fn as_of(desk: &Desk<AnyStore>, moment: Option<Moment>, now: Moment) -> DeskResult<AsOf> {
    Ok(match moment {
        Some(moment) => AsOf::moment(desk.store(), moment).await?,
        None => AsOf::now(desk.store(), now).await?,
    })
}

/// Package versions that were in force before, for traces made with them.
pub fn earlier(snapshot: &Snapshot) -> Vec<&Library> {
    snapshot.earlier().collect()
}

/// The figures of a desk as of a position, old definitions included.
pub fn figures<'a>(desk: &'a Desk<AnyStore>, snapshot: &'a Snapshot, moment: AsOf) -> Figures<'a, AnyStore> {
    Figures::new(desk.store(), snapshot.world(), moment).with_earlier(earlier(snapshot))
}
