//! Arithmetic within the rounding of what is printed.

use crate::numbers::Figure;
use rust_decimal::{Decimal, RoundingStrategy};

/// `value` as it is printed in a message: at most `places` decimals, no trailing zeros.
pub(super) fn print(value: Decimal, places: u32) -> String {
    value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero).normalize().to_string()
}

/// Whether `computed` is `stated` within half of its last digit.
pub(super) fn close(computed: Decimal, stated: &Figure) -> bool {
    (computed - stated.value).abs() <= stated.half()
}

/// 100 × part / whole.
pub(super) fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    (part.checked_mul(Decimal::ONE_HUNDRED)?).checked_div(whole)
}

/// Whether the share of `part` in `whole` is the printed one, given the rounding of all three.
pub(super) fn share_fits(part: &Figure, whole: &Figure, stated: &Figure) -> bool {
    let slack = |f: &Figure| if f.quantum == Decimal::ONE { Decimal::ZERO } else { f.half() };
    let low = percent(part.value - slack(part), whole.value + slack(whole));
    let high = percent(part.value + slack(part), (whole.value - slack(whole)).max(whole.half()));
    match (low, high) {
        (Some(low), Some(high)) => low <= stated.value + stated.half() && high >= stated.value - stated.half(),
        _ => false,
    }
}

/// The whole numbers of which `part` is `stated` percent, as a range from low to high.
pub(super) fn bases(part: Decimal, stated: &Figure) -> Option<(Decimal, Decimal)> {
    let low = percent(part, stated.value + stated.half())?.ceil();
    let high = percent(part, (stated.value - stated.half()).max(Decimal::new(1, 9)))?.floor();
    Some((low, high))
}

/// The whole numbers from which growth by `rate` percent leads to `now`.
pub(super) fn priors(now: Decimal, rate: Decimal, half: Decimal) -> Option<(Decimal, Decimal)> {
    let hundred = Decimal::ONE_HUNDRED;
    let factor = |r: Decimal| hundred + r;
    if factor(rate - half) <= Decimal::ZERO {
        return None;
    }
    let low = now.checked_mul(hundred)?.checked_div(factor(rate + half))?.ceil();
    let high = now.checked_mul(hundred)?.checked_div(factor(rate - half))?.floor();
    Some((low, high))
}

/// The sum of figures.
pub(super) fn sum(parts: &[&Figure]) -> Decimal {
    parts.iter().map(|f| f.value).sum()
}

/// How far a sum may be off because its terms are rounded: nothing for whole counts.
pub(super) fn slack(figures: &[&Figure]) -> Decimal {
    if figures.iter().all(|f| f.quantum == Decimal::ONE && f.exact()) {
        return Decimal::ZERO;
    }
    figures.iter().map(|f| if f.quantum == Decimal::ONE { Decimal::ZERO } else { f.half() }).sum()
}

/// The most that a figure stated with 余, 多 or 近 can be: up to one more of its first round digit.
pub(super) fn upper(figure: &Figure) -> Decimal {
    if figure.exact() {
        return figure.value + if figure.quantum == Decimal::ONE { Decimal::ZERO } else { figure.half() };
    }
    let mut step = figure.quantum.max(Decimal::ONE);
    while step * Decimal::TEN <= figure.value && (figure.value % (step * Decimal::TEN)).is_zero() {
        step *= Decimal::TEN;
    }
    figure.value + step
}
