//! Somebody from the public, without an account: what he may do hangs on the service or notice he came by.

use crate::{Name, case::Actor, value::RecordId};

/// Account under which the public acts.
const ACCOUNT: &str = "申请人";
/// Begins the marks below; no role has a name with it.
const MARK: char = '@';

/// By what somebody from the public acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door<'a> {
    /// A service of the package, by key.
    Service(&'a str),
    /// A notice of the package, by key.
    Notice(&'a str),
}

/// Somebody from the public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applicant<'a> {
    /// Package of the service or notice.
    pub package: &'a str,
    /// The service or notice.
    pub door: Door<'a>,
    /// The record he has shown to be his (of a service), or that he objects to (of a notice).
    pub record: Option<RecordId>,
}

impl Applicant<'_> {
    /// The actor he is to the engine: no role of any package, so that whatever is not opened to the public stays closed.
    pub fn actor(&self) -> Actor {
        let (kind, name) = match self.door {
            Door::Service(name) => ("service", name),
            Door::Notice(name) => ("notice", name),
        };
        let record = self.record.map(|id| format!("#{id}")).unwrap_or_default();
        let mark: Name = format!("{}.{MARK}{kind}:{name}{record}", self.package).into();
        Actor { account: ACCOUNT.into(), org: "".into(), roles: vec![mark], system: false }
    }
}

impl Actor {
    /// The applicant this actor is; none: somebody with an account, or the system.
    pub fn applicant(&self) -> Option<Applicant<'_>> {
        let [mark] = self.roles.as_slice() else { return None };
        if self.system || &*self.account != ACCOUNT {
            return None;
        }
        let (package, rest) = mark.split_once('.')?;
        let (kind, rest) = rest.strip_prefix(MARK)?.split_once(':')?;
        let (name, record) = match rest.split_once('#') {
            Some((name, id)) => (name, Some(RecordId(id.parse().ok()?))),
            None => (rest, None),
        };
        let door = match kind {
            "service" => Door::Service(name),
            "notice" => Door::Notice(name),
            _ => return None,
        };
        Some(Applicant { package, door, record })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(door: Door<'_>, record: Option<i64>) {
        let applicant = Applicant { package: "petitions", door, record: record.map(RecordId) };
        assert_eq!(applicant.actor().applicant(), Some(applicant));
    }

    #[test]
    fn an_applicant_is_known_again_from_the_actor() {
        check(Door::Service("raise"), None);
        check(Door::Service("raise"), Some(12));
        check(Door::Notice("rating_public"), Some(7));
    }

    #[test]
    fn nobody_with_an_account_is_an_applicant_and_an_applicant_holds_no_role() {
        let applicant = Applicant { package: "petitions", door: Door::Service("raise"), record: None }.actor();
        assert!(!applicant.has_role("petitions", "raise"));
        assert_eq!(Actor { account: "zhang".into(), ..applicant.clone() }.applicant(), None);
        assert_eq!(Actor { system: true, ..applicant.clone() }.applicant(), None);
        let roles = vec![applicant.roles[0].clone(), "petitions.clerk".into()];
        assert_eq!(Actor { roles, ..applicant }.applicant(), None);
    }
}
