//! Numerals. Basis: GB/T 15835-2011.

use super::pattern::Pattern;
use crate::check::Desk;
use crate::finding::Severity::{self, Info, Warning};
use crate::numbers::{Exactness, Figure, Kind};
use crate::text::Span;
use rust_decimal::Decimal;

macro_rules! rule {
    ($code:literal, $severity:ident, $trigger:literal, $regex:literal, $message:literal) => {
        Pattern { code: $code, severity: $severity, triggers: $trigger, regex: $regex, message: $message, fix: "" }
    };
}

pub(super) const RULES: &[Pattern] = &[
    rule!(
        "number-missing",
        Warning,
        "达余 近余 了余 批余 共余 约余 有余名 对余 计余",
        "(?:达|近|约|了|批|共|计|对)(余(?:名|人次|人|家|个|件|所|项|万|元|篇|场|次))",
        "“余”前缺少数字"
    ),
    rule!(
        "number-missing",
        Warning,
        "超件 超人 超个 达人次 达人 共件 共人次 达件 达万元 共万元 达个 近件 达元 共元",
        "((?:工单|办件|案件|资金|总数|受理|培训|超过?|累计|合计|共计)(?:超|达|共|约)?(?:件|人次|万元|亿元))(?:[,。;]|$)",
        "“{}”：数字缺失"
    ),
    rule!("number-missing", Warning, "占% 率% 达% 增长%", "(?:占|率|达|为|增长|提高|下降)(%)", "百分号前缺少数字"),
    rule!(
        "number-mixed",
        Info,
        "万 千 百",
        "(\\d+万\\d+千|\\d+千\\d+百|\\d+亿\\d+万\\d+千)",
        "“{}”：阿拉伯数字除“万、亿”外不与数字单位词混用（GB/T 15835）"
    ),
    rule!("number-mixed", Info, "%", "([一二三四五六七八九十]+%)", "“{}”：百分数用阿拉伯数字（GB/T 15835）"),
    rule!(
        "range-percent",
        Info,
        "%",
        "(?:^|[^\\d.%])(\\d+(?:\\.\\d+)?[-~～—至]\\d+(?:\\.\\d+)?%)",
        "“{}”：前一数值的百分号不能省略（GB/T 15835）"
    ),
    rule!("number-approximate", Info, "几 数", "(\\d[余多几](?:十|百))", "“{}”：约数写法不当（GB/T 15835）"),
    rule!("weekday-digit", Info, "星期 周", "((?:星期|礼拜)[1-7])", "“{}”：星期用汉字（GB/T 15835）"),
    rule!(
        "number-two",
        Info,
        "二",
        "(?:^|[^第十百千零〇一二三四五六七八九])(二(?:名|位|所|家|件|辆))\\p{Han}",
        "“{}”：量词前宜用“两”"
    ),
    rule!(
        "rate-or-points",
        Info,
        "增长 提高 下降",
        "率[^,。;]{0,10}\\d%?(?:\\([^)]*\\))?,(?:比|较)(?:去年|上年|上一年|上年同期|去年同期)(?:增长|提高|上升|下降|降低)(\\d[\\d.]*%)",
        "“率”的变化写“{}”：应分清百分之几与几个百分点（GB/T 15835）"
    ),
    rule!("shorthand-unexplained", Info, "个“", "(\\d个“\\d+”)", "“{}”：缩略语首次出现应说明"),
];

pub(super) fn check(desk: &mut Desk<'_>) {
    separators(desk);
    rough(desk);
    counters(desk);
    years(desk);
}

/// Thousands separators in some numbers and not in others.
fn separators(desk: &mut Desk<'_>) {
    let long = |f: &&Figure| {
        !f.chinese
            && f.value >= Decimal::from(1000)
            && matches!(f.kind, Kind::Count | Kind::Money | Kind::Measure)
            && f.end - f.start >= 4
    };
    let written = |f: &&Figure| desk.text(f.span()).contains(',');
    let with: Vec<&Figure> = desk.figures.iter().filter(long).filter(written).collect();
    let without = desk.figures.iter().filter(long).find(|f| !written(f));
    if let Some(without) = without.filter(|_| !with.is_empty()) {
        for figure in with {
            let message = format!(
                "千分撇用法不一：此处“{}”，他处“{}”（GB/T 15835）",
                desk.text(figure.span()),
                desk.text(without.span())
            );
            desk.find_with(
                "number-separators-mixed",
                Severity::Info,
                figure.span(),
                message,
                vec![without.span()],
                None,
            );
        }
    }
}

/// 3余名: 余 and 多 follow a round number.
fn rough(desk: &mut Desk<'_>) {
    for figure in desk.figures.iter().filter(|f| f.exactness == Exactness::More && !f.chinese && f.kind == Kind::Count)
    {
        let mark = desk.prose.at(figure.end);
        let round = (figure.value % Decimal::TEN).is_zero() || figure.value >= Decimal::from(10_000);
        if matches!(mark, '余' | '多') && !round {
            let message = format!("“{}”：“余、多”只用在整十、整百之后", desk.show(figure));
            desk.find("number-approximate", Severity::Warning, figure.full(), message);
        }
    }
}

/// 20家学校 where schools are counted by 所 elsewhere.
fn counters(desk: &mut Desk<'_>) {
    let schools: Vec<&Figure> = desk
        .figures
        .iter()
        .filter(|f| matches!(f.unit.as_str(), "所" | "家" | "个") && desk.text(f.counted).starts_with("学校"))
        .collect();
    let usual = schools.iter().filter(|f| f.unit == "所").count();
    for figure in schools.iter().filter(|f| f.unit == "家" && usual > 0) {
        let message = format!("学校的量词用“所”：{}（本文他处用“所”）", desk.show(figure));
        desk.find_with(
            "measure-word",
            Severity::Info,
            figure.full(),
            message,
            Vec::new(),
            Some(format!("{}所", desk.text(figure.span()))),
        );
    }
}

/// 今年 beside printed years.
fn years(desk: &mut Desk<'_>) {
    let Some(year) = desk.figures.iter().find(|f| f.kind == Kind::Year) else { return };
    let text = desk.text(Span::new(0, desk.prose.chars.len()));
    let places: Vec<usize> = text.match_indices("今年").take(3).map(|(b, _)| desk.prose.position(b)).collect();
    for at in places {
        let message = format!("文中既写“{}年”又写“今年”：公文宜写明年份", year.value);
        desk.find("year-relative", Severity::Info, Span::new(at, at + 2), message);
    }
}
