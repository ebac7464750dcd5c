//! Numbers of pods, said as a number or a percentage.

use super::super::view::View;

/// The number of pods of `all`, a percentage rounded up; nothing for anything else.
pub(super) fn amount(view: View<'_>, all: i64) -> Option<i64> {
    if let Some(number) = view.number() {
        return Some(number);
    }
    let percent: i64 = view.text()?.strip_suffix('%')?.parse().ok()?;
    Some(percent.checked_mul(all)?.checked_add(99)?.div_euclid(100))
}

/// Whether it is none, as a number or a percentage.
pub(super) fn is_zero(view: View<'_>) -> bool {
    amount(view, 100) == Some(0)
}
