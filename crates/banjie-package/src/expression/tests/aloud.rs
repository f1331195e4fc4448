//! Expressions in Chinese.

use banjie_model::aloud::{PackageTitles, aloud};
use insta::assert_snapshot;

use super::{
    super::parse_expression,
    fixture::{Place, with_scope},
};

fn check(text: &str) -> String {
    check_in(Place::Ledger, text)
}

fn check_in(place: Place, text: &str) -> String {
    with_scope(place, |package, scope| {
        let (expr, faults) = parse_expression(text, scope, None);
        assert!(faults.is_empty(), "{faults:?}");
        let titles = PackageTitles::of(package, &package.ledgers["violation"]).with_it(&package.ledgers["claim"]);
        aloud(&expr.expect("no faults"), &titles)
    })
}

#[test]
fn conditions_are_joined_with_and_and_or() {
    assert_snapshot!(check("kind == 'rooftop' && area > 100"), @"类型为楼顶违法建设，且违法建筑面积大于 100 m²");
    assert_snapshot!(check("cadre && (kind == 'rooftop' || !special) && area <= 50.5"), @"党员干部为“是”，且（类型为楼顶违法建设，或特殊案件不为“是”），且违法建筑面积不大于 50.5 m²");
    assert_snapshot!(check("cadre || special && danger_d"), @"党员干部为“是”，或（特殊案件为“是”，且D级危房原拆原建为“是”）");
    assert_snapshot!(check("!(area > 100 && cadre)"), @"并非（违法建筑面积大于 100 m²，且党员干部为“是”）");
    assert_snapshot!(check("cadre ? area > 100 : area > 200"), @"如果党员干部为“是”，则违法建筑面积大于 100 m²，否则违法建筑面积大于 200 m²");
}

#[test]
fn numbers_carry_their_units() {
    assert_snapshot!(check("fine >= 50000 && fine < 123456.5"), @"罚款不小于 5 万元，且罚款小于 123456.5 元");
    assert_snapshot!(check("rate > 12.5%"), @"补助比例大于 12.5%");
    assert_snapshot!(check("area - approved_area > 20"), @"违法建筑面积 − 批准面积大于 20 m²");
    assert_snapshot!(check("people * (people - 1) / 2 != 3"), @"人数 ×（人数 − 1）÷ 2 不等于 3");
}

#[test]
fn dates_come_before_and_after() {
    assert_snapshot!(check("found_on <= today() && found_on >= 2025-01-01"), @"发案日期不晚于今天，且发案日期不早于2025年1月1日");
    assert_snapshot!(check("closed_on > found_on + 7 working days"), @"办结日期晚于发案日期后第 7 个工作日");
    assert_snapshot!(check("closed_on - found_on > 90"), @"从发案日期到办结日期的天数大于 90");
    assert_snapshot!(check("working_days(found_on, today()) > 3"), @"从发案日期到今天的工作日数大于 3");
    assert_snapshot!(check("year(found_on) == year(today())"), @"发案日期的年份等于今天的年份");
    assert_snapshot!(check("add_working_days(found_on, 5) < now()"), @"发案日期后第 5 个工作日早于现在");
}

#[test]
fn questions_are_read_as_questions() {
    assert_snapshot!(check("has(fine) && !has(party) && !has(closed_on)"), @"已填写罚款，且未填写当事人，且没有办结日期");
    assert_snapshot!(check("kind in ['rooftop', 'legacy'] && !(kind in ['rebuilt'])"), @"类型为楼顶违法建设、历史遗留拆扩建之一，且类型不为拆后重建");
    assert_snapshot!(check("size(photos) > 0 && size(party) <= 20"), @"现场照片的数量大于 0，且当事人的字数不大于 20");
    assert_snapshot!(check("contains(site, '五马街') && !starts_with(party, '张')"), @"地点含有“五马街”，且当事人不以“张”开头");
    assert_snapshot!(check("party == 'x' && cadre == false"), @"当事人为“x”，且党员干部为“否”");
}

#[test]
fn limits_states_and_organisations_have_titles() {
    assert_snapshot!(check("state == 'filed' && !filing.on_time && filing.card == 'red'"), @"环节为立案，且立案时限未按期完成，且立案时限的牌别为红牌");
    assert_snapshot!(check("filing.due_on < 2025-10-14 || filing.overdue"), @"立案时限的到期日早于2025年10月14日，或立案时限已超期");
    assert_snapshot!(check("org.kind == 'school' && receiver.name != 'x' && hand_overs > 2"), @"所属机构的类别为“school”，且接收单位的名称不为“x”，且移交次数大于 2");
    assert_snapshot!(check_in(Place::Runs, "on_time && area > 10"), @"立案时限按期完成，且违法建筑面积大于 10 m²");
}

#[test]
fn formulas_are_read_with_their_tables() {
    assert_snapshot!(check("max(0, min(round(premium * insurance_rate(cover).rate, 2), cap() - paid))"), @"（实缴保费 × 《科技保险保费补贴比例》（险种），四舍五入到分）与（《年度补助上限》 − 本年度已补助）中的较小者，为负时取 0");
    assert_snapshot!(check("fine >= discretion(kind, area).low && fine <= discretion(kind, area).high"), @"罚款不小于《裁量基准》（类型，违法建筑面积）的 low，且罚款不大于《裁量基准》（类型，违法建筑面积）的 high");
    assert_snapshot!(check("cadre && has(fine) ? fine : 0"), @"（党员干部为“是”，且已填写罚款）时为罚款，否则为 0");
    assert_snapshot!(check("cadre ? 100 : fine"), @"党员干部为“是”时为 100，否则为罚款");
    assert_snapshot!(check("round(area / 3, 1) + min(area, approved_area, 5)"), @"（违法建筑面积 ÷ 3，四舍五入保留 1 位小数）+（违法建筑面积、批准面积、5 中的最小者）");
    assert_snapshot!(check_in(Place::Formula, "rural_d / found"), @"农村D级危房拆建违法建设数 ÷ 违法建设案件数");
}

#[test]
fn look_ups_tell_the_two_records_apart() {
    assert_snapshot!(
        check_in(Place::Lookup, "it.firm == firm && it.state == 'paid' && year(it.paid_on) == year(today())"),
        @"所查记录的企业与本记录的企业相同，且所查记录的环节为已支付，且所查记录的支付日期的年份等于今天的年份"
    );
}
