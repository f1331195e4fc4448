//! Files handed out lately: who looks at the same file again and again is written down once in a while, not each time a page
//! shows its picture.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use banjie_model::{Moment, Name};
use chrono::TimeDelta;

/// The same file to the same person within so long is one download.
const LATELY: TimeDelta = TimeDelta::minutes(10);
/// So many are remembered; where there are more, some are written down twice.
const MOST: usize = 10_000;

/// Files by account and hash, with the moment they were written down. In memory: after a restart they are written down again.
#[derive(Debug, Default)]
pub struct Handed(Mutex<HashMap<(Name, Name), Moment>>);

impl Handed {
    /// True where this is to be written down; then it counts as written down.
    pub fn anew(&self, account: &Name, sha256: &str, now: Moment) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, at| now - *at < LATELY);
        }
        if known.len() >= MOST {
            known.clear();
        }
        let file = (account.clone(), Name::from(sha256));
        if known.get(&file).is_some_and(|at| now - *at < LATELY) {
            return false;
        }
        known.insert(file, now);
        true
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn the_same_file_to_the_same_person_is_one_download_for_a_while() {
        let handed = Handed::default();
        let at = |minute| NaiveDate::from_ymd_opt(2026, 3, 9).unwrap().and_hms_opt(9, minute, 0).unwrap();
        let check = |account: &str, hash: &str, minute, expected: bool| {
            assert_eq!(handed.anew(&account.into(), hash, at(minute)), expected, "{account} {hash} {minute}");
        };
        check("xu", "a", 0, true);
        check("xu", "a", 9, false);
        check("xu", "b", 9, true);
        check("ma", "a", 9, true);
        check("xu", "a", 10, true);
    }
}
