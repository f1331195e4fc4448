//! Which records changed a figure since it was printed, and what in them.

use banjie_desk::{Desk, Snapshot, ports::Store as _};
use banjie_engine::values;
use banjie_model::{
    Seq,
    case::Record,
    definition::{Class, Ledger},
    value::RecordId,
};
use banjie_store::AnyStore;

use super::{TraceResult, judge::Moved};

/// Records told of a figure.
const TOLD: usize = 8;
/// Records with newer versions that are looked into for the field the figure is made of.
const LOOKED_INTO: usize = 200;

/// What changed, a line a record; `measured` is the field the figure adds up. Records that only have a newer version are told
/// where that field changed, or where `any` change may be the cause.
pub(super) async fn told(
    desk: &Desk<AnyStore>,
    snapshot: &Snapshot,
    ledger: &Ledger,
    (then, measured): (Seq, Option<usize>),
    moved: &Moved,
    any: bool,
) -> TraceResult<Vec<String>> {
    let mut lines = Vec::new();
    let members = moved.left.len() + moved.entered.len();
    let groups = [("不再计入", &moved.left), ("新计入", &moved.entered)];
    // Gathered first: no iterator lives across a wait, so that a server of many threads can wait for it.
    let told: Vec<(&str, RecordId)> =
        groups.into_iter().flat_map(|(what, ids)| ids.iter().map(move |id| (what, *id))).take(TOLD).collect();
    for (what, id) in told {
        lines.extend(line(desk, snapshot, ledger, (then, None), what, id).await?);
    }
    let look = if any || measured.is_some() { LOOKED_INTO } else { 0 };
    let measured = measured.filter(|_| !any);
    for id in moved.newer.iter().take(look) {
        if lines.len() >= TOLD {
            break;
        }
        lines.extend(line(desk, snapshot, ledger, (then, measured), "已更正", *id).await?);
    }
    if members > TOLD {
        lines.push(format!("另有 {} 条记录进出", members - TOLD));
    }
    Ok(lines)
}

async fn line(
    desk: &Desk<AnyStore>,
    snapshot: &Snapshot,
    ledger: &Ledger,
    (then, measured): (Seq, Option<usize>),
    what: &str,
    id: RecordId,
) -> TraceResult<Option<String>> {
    let versions = desk.store().versions(ledger, id).await?;
    let Some(now) = versions.last() else { return Ok(None) };
    let before = versions.iter().rev().find(|record| record.from_seq <= then);
    let name = values::label(&snapshot.world(), ledger, now);
    let Some(before) = before else {
        return Ok(Some(format!("{what}：{name}（{} 登记）", now.opened_at.format("%Y-%m-%d"))));
    };
    let same = |field: usize| before.values.get(field) == now.values.get(field);
    if measured.is_some_and(same) {
        return Ok(None);
    }
    let differences = differences(snapshot, ledger, before, now);
    Ok((!differences.is_empty()).then(|| format!("{what}：{name}：{}", differences.join("，"))))
}

/// "罚款 1,000.00 → 2,000.00"; of personal values only that they changed.
fn differences(snapshot: &Snapshot, ledger: &Ledger, before: &Record, now: &Record) -> Vec<String> {
    let world = snapshot.world();
    let mut found = Vec::new();
    let state = |record: &Record| {
        let name = record.state.as_deref().unwrap_or_default();
        ledger.state(name).map_or_else(|| name.to_owned(), |state| state.title.to_string())
    };
    if before.state != now.state {
        found.push(format!("环节 {} → {}", state(before), state(now)));
    }
    if before.org != now.org {
        let org = |code: &str| world.orgs.get(code).map_or_else(|| code.to_owned(), |org| org.name.to_string());
        found.push(format!("单位 {} → {}", org(&before.org), org(&now.org)));
    }
    for (field, (old, new)) in ledger.fields.iter().zip(before.values.iter().zip(&now.values)) {
        if old == new {
            continue;
        }
        let word = |value: &banjie_model::value::Value| match values::show(&world, ledger, field, value) {
            text if text.is_empty() => "（空）".to_owned(),
            text => text,
        };
        found.push(match field.class {
            Class::Personal | Class::Sensitive => format!("{}已改", field.title),
            Class::Public | Class::Internal => format!("{} {} → {}", field.title, word(old), word(new)),
        });
    }
    found
}
