//! Allocations: who seeks, who offers, and how they are matched.

use banjie_model::{
    Name,
    definition::{Allocation, AllotMethod, Choices, FieldType, Ledger, Reserve},
    expr::Ty,
};

use super::{Builder, ledger::duplicate, others::refers};
use crate::{
    expression::{TypeScope, field_ty},
    findings::Findings,
    tree::At,
    types::type_zh,
};

impl Builder<'_> {
    /// All allocations.
    pub(super) fn allocations(&mut self, findings: &mut Findings) {
        let folder = self.folder;
        for at in folder.allocations.iter().flat_map(|d| d.at().get("allocations")).flat_map(At::entries) {
            if self.package.allocations.contains_key(at.name) {
                duplicate(At { name: "", ..at }, "", "分配", at.name, findings);
                continue;
            }
            match self.allocation(at, findings) {
                Some(allocation) => {
                    self.package.allocations.insert(allocation.name.clone(), allocation);
                }
                None => {
                    self.broken.insert(at.name.into());
                }
            }
        }
    }

    fn allocation(&self, at: At<'_>, findings: &mut Findings) -> Option<Allocation> {
        let seekers = self.ledger_under(at, "seekers", findings);
        let places = self.ledger_under(at, "places", findings);
        let (seekers, places) = (seekers?, places?);
        let over = |ledger| TypeScope { ledger: Some(self.ledger_scope(ledger)), ..self.base_scope() };
        let (of_seekers, of_places) = (over(&seekers), over(&places));
        let mut condition = |key: &str, scope: &TypeScope<'_>| {
            at.get(key).and_then(|text| self.expression(text, scope, Some(Ty::Bool), findings))
        };
        let seekers_filter = condition("seekers_where", &of_seekers);
        let places_filter = condition("places_where", &of_places);
        let choices = self.choices(at, "choices", &seekers, &places, findings);
        let result = at.get("result").and_then(|result| self.result(result, &seekers, &places, findings));
        Some(Allocation {
            name: at.name.into(),
            title: at.text_at("title").unwrap_or_else(|| at.name.into()),
            method: at.text_at("method").and_then(|text| method(&text))?,
            seekers_filter,
            places_filter,
            capacity: at.get("capacity").and_then(|place| self.seats(place, &places, findings)),
            score: at.get("score").and_then(|score| self.score(score, &of_seekers, findings)),
            place_choices: self.choices(at, "place_choices", &places, &seekers, findings),
            floor: at.get("floor").and_then(|floor| self.floor(floor, &places, findings)),
            reserve: at.get("reserve").and_then(|r| self.reserve(r, &of_seekers, &places, findings)),
            unplaced: at.get("unplaced").and_then(|action| self.action_of(action, &seekers, findings)),
            basis: at.text_at("basis"),
            help: at.text_at("help"),
            choices: choices?,
            result: result?,
            seekers: seekers.key.clone(),
            places: places.key.clone(),
        })
    }

    /// `["first", "second"]` or `"wishes.firm"`.
    fn choices(&self, at: At<'_>, key: &str, of: &Ledger, to: &Ledger, findings: &mut Findings) -> Option<Choices> {
        let place = at.get(key)?;
        if let Some((list, row)) = place.text().and_then(|text| text.split_once('.')) {
            return self.rows(place, (list, row), of, to, findings);
        }
        let mut fields = Vec::new();
        for item in place.items() {
            let index = self.field_of(item, of, findings)?;
            if !refers(item, &of.fields[index], to, findings) {
                return None;
            }
            fields.push(index);
        }
        Some(Choices::Fields(fields))
    }

    fn rows(
        &self,
        at: At<'_>,
        (list, row): (&str, &str),
        of: &Ledger,
        to: &Ledger,
        findings: &mut Findings,
    ) -> Option<Choices> {
        let Some((index, field)) = of.field(list) else {
            self.unknown_field_of(at.spot(), of, list, findings);
            return None;
        };
        let FieldType::List(rows) = &field.ty else {
            not_a_list(at, &field.title, &field.ty, findings);
            return None;
        };
        let Some(found) = rows.iter().position(|f| &*f.name == row) else {
            findings
                .add("unknown-field", at.spot(), format!("子表“{}”没有叫 `{row}` 的字段", field.title))
                .help_if(crate::findings::suggestion(row, &rows.iter().map(|f| &*f.name).collect::<Vec<_>>()));
            return None;
        };
        refers(at, &rows[found], to, findings).then_some(Choices::Rows { list: index, field: found })
    }

    fn score(&self, at: At<'_>, scope: &TypeScope<'_>, findings: &mut Findings) -> Option<banjie_model::expr::Expr> {
        let expr = self.expression(at, scope, None, findings)?;
        if !expr.ty.is_number() {
            findings.add("not-a-number", at.spot(), "分数要算出一个数").help("例如 score = \"points\"");
            return None;
        }
        Some(expr)
    }

    /// A whole number: how many.
    fn seats(&self, at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Option<usize> {
        let index = self.field_of(at, ledger, findings)?;
        whole(at, &ledger.fields[index].title, &ledger.fields[index].ty, findings).then_some(index)
    }

    fn floor(&self, at: At<'_>, places: &Ledger, findings: &mut Findings) -> Option<(usize, u32)> {
        let by = self.field_of(at.get("by")?, places, findings)?;
        Some((by, u32::try_from(at.int_at("least")?).ok()?))
    }

    fn reserve(&self, at: At<'_>, scope: &TypeScope<'_>, places: &Ledger, findings: &mut Findings) -> Option<Reserve> {
        let group = at.get("group").and_then(|group| self.expression(group, scope, None, findings));
        let place = at.get("list")?;
        let list = self.field_of(place, places, findings)?;
        let field = &places.fields[list];
        let FieldType::List(rows) = &field.ty else {
            not_a_list(place, &field.title, &field.ty, findings);
            return None;
        };
        let of = at.get("of").and_then(|of| self.row_field(of, field, findings));
        let seats = at.get("seats").and_then(|seats| {
            let index = self.row_field(seats, field, findings)?;
            whole(seats, &rows[index].title, &rows[index].ty, findings).then_some(index)
        });
        let (group, of) = (group?, of?);
        if field_ty(&rows[of].ty) != group.ty {
            findings
                .add(
                    "type-mismatch",
                    at.reach(&["group"]).spot(),
                    format!("申请者的分组与“{}”不是同一类", rows[of].title),
                )
                .help("两边写同一类字段，例如都是单位或同一张代码表");
            return None;
        }
        Some(Reserve { group, list, of, seats: seats? })
    }

    fn result(&self, at: At<'_>, seekers: &Ledger, places: &Ledger, findings: &mut Findings) -> Option<(Name, usize)> {
        let action = at.get("action").and_then(|action| self.action_of(action, seekers, findings));
        let place = at.get("field")?;
        let field = self.field_of(place, seekers, findings)?;
        let good = refers(place, &seekers.fields[field], places, findings);
        let action = action?;
        let takes = seekers.action(&action).is_some_and(|action| action.takes.contains(&field));
        if good && !takes {
            findings
                .add(
                    "result-not-taken",
                    at.reach(&["action"]).spot(),
                    format!("动作 `{action}` 不填写“{}”，结果写不进去", seekers.fields[field].title),
                )
                .help(format!("在动作里写上 takes = [\"{}\"] 或 needs", seekers.fields[field].name));
        }
        (good && takes).then_some((action, field))
    }
}

fn not_a_list(at: At<'_>, title: &str, ty: &FieldType, findings: &mut Findings) {
    findings
        .add("each-of-no-list", at.spot(), format!("“{title}”是{}，不是子表，没有行", type_zh(ty)))
        .help("写一个 type = \"list\" 的字段");
}

fn whole(at: At<'_>, title: &str, ty: &FieldType, findings: &mut Findings) -> bool {
    let good = matches!(ty, FieldType::Int);
    if !good {
        findings
            .add("not-a-number", at.spot(), format!("字段“{title}”是{}，不是整数", type_zh(ty)))
            .help("人数写 type = \"int\" 的字段");
    }
    good
}

/// Words for methods; others have their finding from the shape.
fn method(text: &str) -> Option<AllotMethod> {
    Some(match text {
        "deferred-acceptance" => AllotMethod::DeferredAcceptance,
        "deferred-acceptance-places" => AllotMethod::DeferredAcceptancePlaces,
        "serial-dictatorship" => AllotMethod::SerialDictatorship,
        "lottery" => AllotMethod::Lottery,
        "minimum-cost" => AllotMethod::MinimumCost,
        _ => return None,
    })
}
