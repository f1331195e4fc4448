//! What actions create: nothing required is left out, nothing computed is filled in.

use banjie_model::definition::{Action, Creation, Ledger};

use super::Ctx;
use crate::{findings::Findings, tree::At, types::is_computed};

pub(super) fn check_creations(ctx: &Ctx<'_>, ledger: &Ledger, findings: &mut Findings) {
    for action in &ledger.actions {
        let at = ctx.ledger(ledger).reach(&["actions", &action.name]);
        let places: Vec<At<'_>> = at.list("creates").collect();
        // Where one could not be read, the places no longer go with the definitions.
        if places.len() != action.creates.len() {
            continue;
        }
        for (place, creation) in places.into_iter().zip(&action.creates) {
            check_values(ctx, action, place, creation, findings);
        }
    }
}

fn check_values(ctx: &Ctx<'_>, action: &Action, place: At<'_>, creation: &Creation, findings: &mut Findings) {
    let Some(target) = ctx.find(&creation.ledger) else { return };
    let missing: Vec<&str> = target
        .fields
        .iter()
        .filter(|field| field.required && field.default.is_none() && !is_computed(field))
        .filter(|field| place.get("with").and_then(|with| with.get(&field.name)).is_none())
        .map(|field| &*field.name)
        .collect();
    if !missing.is_empty() {
        findings
            .add(
                "creation-without-value",
                place.get("ledger").map_or_else(|| place.spot(), At::spot),
                format!("“{}”生成“{}”时，必填的 {} 没有值", action.title, target.title, missing.join("、")),
            )
            .help(format!("在 with 里写上，例如 with = {{ {} = \"…\" }}", missing[0]));
    }
    for entry in place.get("with").into_iter().flat_map(At::entries) {
        if let Some((_, field)) = target.field(entry.name).filter(|(_, field)| is_computed(field)) {
            findings
                .add("computed-field-set", entry.spot(), format!("“{}”是自动算出的，生成时不能填写", field.title))
                .help(format!("从 with 里去掉 {}", field.name));
        }
    }
}
