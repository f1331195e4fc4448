//! How often one address may ask.

use std::{net::IpAddr, num::NonZeroU32};

use banjie_model::Name;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::{Caller, Fault};

/// Questions a minute about one and the same person: more than anybody needs who mistypes, fewer than guessing takes.
const SAME_PERSON: u32 = 6;

/// Counters in memory, one set a process. They slow down guessing; what an account may do is decided by the store.
pub struct Limits {
    entrance: DefaultKeyedRateLimiter<IpAddr>,
    public: DefaultKeyedRateLimiter<IpAddr>,
    interface: DefaultKeyedRateLimiter<IpAddr>,
    identity: DefaultKeyedRateLimiter<Name>,
    strange_tokens: DefaultKeyedRateLimiter<IpAddr>,
}

impl Limits {
    /// So many forms a minute at the entrance and of the public; programs may ask a hundred times as often.
    #[must_use]
    pub fn new(patience: u32) -> Limits {
        let a_minute = |n: u32| Quota::per_minute(NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN));
        Limits {
            entrance: RateLimiter::keyed(a_minute(patience)),
            public: RateLimiter::keyed(a_minute(patience)),
            identity: RateLimiter::keyed(a_minute(patience.min(SAME_PERSON))),
            interface: RateLimiter::keyed(a_minute(patience.saturating_mul(100))),
            strange_tokens: RateLimiter::keyed(a_minute(patience)),
        }
    }

    /// Signing in and everything that checks a secret.
    ///
    /// # Errors
    /// Asked too often.
    pub fn entrance(&self, caller: &Caller) -> Result<(), Fault> {
        self.entrance.check_key(&caller.address).map_err(|_| Fault::TooMany)
    }

    /// Forms of the public.
    ///
    /// # Errors
    /// Asked too often.
    pub fn public(&self, caller: &Caller) -> Result<(), Fault> {
        self.public.check_key(&caller.address).map_err(|_| Fault::TooMany)
    }

    /// Questions about one and the same person, from wherever they come; `key` tells nobody who it is.
    ///
    /// # Errors
    /// Asked too often.
    pub fn identity(&self, key: &Name) -> Result<(), Fault> {
        self.identity.check_key(key).map_err(|_| Fault::TooMany)
    }

    /// Programs.
    ///
    /// # Errors
    /// Asked too often.
    pub fn interface(&self, caller: &Caller) -> Result<(), Fault> {
        self.interface.check_key(&caller.address).map_err(|_| Fault::TooMany)
    }

    /// A token that is not known, or no longer good: whoever tries tokens out is told nothing more for a while. Good tokens of the
    /// same address are not counted, so that one program with an old token does not stop its neighbours.
    ///
    /// # Errors
    /// Asked too often.
    pub fn strange_token(&self, caller: &Caller) -> Result<(), Fault> {
        self.strange_tokens.check_key(&caller.address).map_err(|_| Fault::TooMany)
    }

    /// Forgets addresses that have been quiet; to be called now and then.
    pub fn forget(&self) {
        for limiter in [&self.entrance, &self.public, &self.interface, &self.strange_tokens] {
            limiter.retain_recent();
        }
        self.identity.retain_recent();
    }
}
