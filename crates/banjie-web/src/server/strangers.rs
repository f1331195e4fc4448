//! Failures at accounts that do not exist. They are locked as real ones are, so that a lock does not tell which accounts exist.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use banjie_model::Moment;
use chrono::TimeDelta;

/// So many are remembered; more are only made by somebody who tries names out, and he is slowed down by his address.
const MOST: usize = 10_000;

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    locked_until: Option<Moment>,
    last: Moment,
}

/// Failures by name. In memory: a restart forgets them.
#[derive(Debug, Default)]
pub struct Strangers(Mutex<HashMap<String, Failures>>);

impl Strangers {
    /// Until when a name is locked; none where it is not.
    #[must_use]
    pub fn locked_until(&self, name: &str, now: Moment) -> Option<Moment> {
        let names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        names.get(name)?.locked_until.filter(|until| now < *until)
    }

    /// Counts a failure as the store does for real accounts; answers until when the name is locked then.
    pub fn failed(&self, name: &str, now: Moment, max_failures: u32, lock_for_minutes: u32) -> Option<Moment> {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if names.len() >= MOST {
            let lately = now - TimeDelta::minutes(i64::from(lock_for_minutes));
            names.retain(|_, failures| failures.last >= lately);
        }
        if names.len() >= MOST {
            names.clear();
        }
        let fresh = Failures { count: 0, locked_until: None, last: now };
        let failures = names.entry(name.to_owned()).or_insert(fresh);
        if failures.locked_until.is_some_and(|until| now < until) {
            return failures.locked_until;
        }
        let count = if failures.locked_until.is_some() { 1 } else { failures.count + 1 };
        let until = now + TimeDelta::minutes(i64::from(lock_for_minutes));
        *failures = Failures { count, locked_until: (count >= max_failures).then_some(until), last: now };
        failures.locked_until
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn a_name_nobody_has_is_locked_and_freed_like_any_account() {
        let strangers = Strangers::default();
        let at = |minute: i64| {
            NaiveDate::from_ymd_opt(2026, 3, 9).unwrap().and_hms_opt(9, 0, 0).unwrap() + TimeDelta::minutes(minute)
        };
        assert_eq!(strangers.failed("nobody", at(0), 3, 15), None);
        assert_eq!(strangers.failed("nobody", at(1), 3, 15), None);
        assert_eq!(strangers.failed("nobody", at(2), 3, 15), Some(at(17)));
        assert_eq!(strangers.failed("nobody", at(3), 3, 15), Some(at(17)), "a lock does not grow");
        assert_eq!(strangers.locked_until("nobody", at(16)), Some(at(17)));
        assert_eq!(strangers.locked_until("nobody", at(17)), None);
        assert_eq!(strangers.failed("nobody", at(17), 3, 15), None, "counting begins anew");
        assert_eq!(strangers.locked_until("other", at(3)), None);
    }
}
