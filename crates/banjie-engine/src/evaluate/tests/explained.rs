//! Explanations.

use insta::assert_snapshot;

use super::fixture::{Demo, noon, view};
use crate::evaluate::{Scope, explain, limits_asked};

fn check(words: &str, text: &str) -> String {
    let demo = Demo::new();
    let (values, world) = (demo.values(words), demo.world());
    let scope = Scope { world: &world, ledger: demo.ledger(), record: view(&values), runs: &[], it: None, now: noon() };
    explain(&demo.parse(text), &scope).lines()
}

#[test]
fn every_part_of_a_condition_is_shown_with_its_value() {
    assert_snapshot!(check("area=120.50 cover=credit", "area > 100 && (cover == 'credit' || !has(premium)) && urgent"), @r"
    面积大于 100 m²，且（险种为信用险，或未填写实缴保费），且加急为“是”：否
      面积大于 100 m²：是
        面积：120.5 m²
      险种为信用险，或未填写实缴保费：是
        险种为信用险：是
          险种：信用险
        未填写实缴保费：是
          实缴保费：（空）
      加急：（空）
    ");
}

#[test]
fn a_formula_shows_how_its_number_came_about() {
    assert_snapshot!(
        check("premium=123456.78 cover=property paid=450000", "max(0, min(round(premium * insurance_rate(cover).rate, 2), cap() - paid))"),
        @r"
    （实缴保费 × 《科技保险保费补贴比例》（险种），四舍五入到分）与（《年度补助上限》 − 本年度已补助）中的较小者，为负时取 0：5 万元
      （实缴保费 × 《科技保险保费补贴比例》（险种），四舍五入到分）与（《年度补助上限》 − 本年度已补助）中的较小者：5 万元
        实缴保费 × 《科技保险保费补贴比例》（险种），四舍五入到分：61728.39 元
          实缴保费 × 《科技保险保费补贴比例》（险种）：61728.39 元
            实缴保费：123456.78 元
            《科技保险保费补贴比例》（险种）：50%
              险种：财产险
        《年度补助上限》 − 本年度已补助：5 万元
          《年度补助上限》：50 万元
          本年度已补助：45 万元
    "
    );
}

#[test]
fn the_limits_an_expression_asks_for_are_known() {
    let expr = Demo::new().parse("granting.overdue && granting.card == 'red' && urgent");
    assert_eq!(limits_asked(&expr).iter().map(|n| &**n).collect::<Vec<_>>(), ["granting"]);
}
