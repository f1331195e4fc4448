//! The guide to services 服务指南, as the packages declare it.

use banjie_engine::{World, limits};
use banjie_model::{
    Name,
    calendar::WorkCalendar,
    definition::{Ledger, Library, Limit, Material, Package, Service},
    org::OrgTree,
    refusal::RefusalCode,
};
use serde::Serialize;

use super::{PublicError, PublicResult};

/// An entry of the guide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Package.
    pub package: String,
    /// Key of the service in its package.
    pub name: String,
    /// Title.
    pub title: String,
    /// Heading and text, in the order they are read; a text may be empty.
    pub lines: Vec<(&'static str, String)>,
    /// What must be handed in, in words.
    pub materials: Vec<String>,
}

/// The guide of all packages, or of one.
///
/// # Errors
/// A refusal: there is no such package.
pub fn guide(library: &Library, package: Option<&str>) -> PublicResult<Vec<Entry>> {
    known_package(library, package)?;
    let packages = library.packages.values().filter(|p| package.is_none_or(|name| name == &*p.name));
    let entries = packages.flat_map(|p| p.services.values().filter_map(|service| entry(library, p, service)));
    Ok(entries.collect())
}

/// Refuses a package that is not there.
///
/// # Errors
/// The refusal, with those there are.
pub fn known_package(library: &Library, package: Option<&str>) -> PublicResult<()> {
    match package {
        Some(name) if !library.packages.contains_key(name) => {
            let known: Vec<&str> = library.packages.keys().map(|name| &**name).collect();
            let message = format!("没有应用包“{name}”。已有：{}", known.join("、"));
            Err(PublicError::refuse(RefusalCode::NotFound, message))
        }
        _ => Ok(()),
    }
}

fn entry(library: &Library, package: &Package, service: &Service) -> Option<Entry> {
    let ledger = library.ledger(&service.starts)?;
    let mut lines = vec![("办理对象", service.audience.to_string())];
    lines.extend(service.help.iter().map(|help| ("说明", help.to_string())));
    lines.push(("填写内容", titles(ledger, &service.takes)));
    if let Some(limit) = service.promised.as_ref().and_then(|name| ledger.limit(name)) {
        lines.push(("承诺时限", promised(library, ledger, limit)));
    }
    lines.push(("收费", service.fee.as_ref().map_or_else(|| "不收费".to_string(), ToString::to_string)));
    let followed =
        if service.follows.is_empty() { String::new() } else { format!("、{}", titles(ledger, &service.follows)) };
    lines.push(("可查询", format!("办件编号、办理状态{followed}")));
    if let Some(rating) = service.rating.as_ref().and_then(|(key, _)| library.ledger(key)) {
        lines.push(("评价", format!("办结后可评价，登记为“{}”", rating.title)));
    }
    lines.extend(service.office.iter().map(|office| ("办理地点和时间", office.to_string())));
    lines.extend(service.basis.as_ref().and_then(|key| package.bases.get(key)).map(|basis| ("依据", basis.zh())));
    Some(Entry {
        package: package.name.to_string(),
        name: service.name.to_string(),
        title: service.title.to_string(),
        lines,
        materials: service.materials.iter().map(material).collect(),
    })
}

fn material(material: &Material) -> String {
    let need = if material.required { "必交" } else { "按情况提交" };
    let note = material.note.as_ref().map_or_else(String::new, |note: &Name| format!("，{note}"));
    format!("{}（{need}{note}）", material.title)
}

fn titles(ledger: &Ledger, fields: &[usize]) -> String {
    let titles: Vec<&str> = fields.iter().filter_map(|i| ledger.fields.get(*i)).map(|field| &*field.title).collect();
    titles.join("、")
}

/// The promise in words: "受理后5个工作日（特殊情形另计）".
fn promised(library: &Library, ledger: &Ledger, limit: &Limit) -> String {
    let (calendar, orgs) = (WorkCalendar::official(), OrgTree::default());
    let world = World { library, calendar: &calendar, orgs: &orgs };
    let budgets = limits::budgets_words(&world, ledger, limit);
    let from: Vec<&str> =
        limit.from.iter().map(|state| ledger.state(state).map_or(&**state, |state| &*state.title)).collect();
    format!("{}：自“{}”起{budgets}", limit.title, from.join("”或“"))
}
