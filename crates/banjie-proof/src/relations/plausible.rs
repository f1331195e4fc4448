//! Quantities that cannot be: floor space a head.

use super::arithmetic::print;
use crate::check::Desk;
use crate::finding::Severity;
use crate::letters::says;
use crate::numbers::Kind;
use crate::text::Span;
use rust_decimal::Decimal;

/// Least floor space a person can live on, in m².
const LEAST: i64 = 3;
/// Most that a report would call housing need a head, in m².
const MOST: i64 = 300;

pub(super) fn check(desk: &mut Desk<'_>) {
    for pair in desk.figures.windows(2) {
        let (people, space) = (&pair[0], &pair[1]);
        if space.unit != "平方米" {
            continue;
        }
        let counted = matches!(people.kind, Kind::Count | Kind::Plain)
            && (people.people() || says(desk.text(people.counted), &["人员", "人口", "的人"]));
        let housing = says(desk.text(desk.prose.clause(space.start)), &["住房", "宿舍", "居住", "校舍"]);
        let per_head = says(desk.text(space.lead), &["人均", "生均", "每人"]);
        let near = space.paragraph == people.paragraph
            && space.start.saturating_sub(people.full_end) < 40
            && !desk.text(Span::new(people.full_end, space.start)).contains('。');
        if !(counted && housing && near) || per_head {
            continue;
        }
        let Some(each) = space.value.checked_div(people.value) else { continue };
        if each >= Decimal::from(LEAST) && each <= Decimal::from(MOST) {
            desk.holds("average", &[space, people]);
        } else {
            let message = format!(
                "{} 供 {}，人均 {} 平方米，不合常理：可能漏了数字或单位有误",
                desk.show(space),
                desk.show(people),
                print(each, 4)
            );
            desk.fails("average", "figure-implausible", Severity::Warning, &[space, people], message);
        }
    }
}
