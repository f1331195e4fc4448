//! How often one address may ask.

use std::{net::IpAddr, num::NonZeroU32};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::{Caller, Fault};

/// Counters in memory, one set a process. They slow down guessing; what an account may do is decided by the store.
pub struct Limits {
    entrance: DefaultKeyedRateLimiter<IpAddr>,
    public: DefaultKeyedRateLimiter<IpAddr>,
    interface: DefaultKeyedRateLimiter<IpAddr>,
}

impl Limits {
    /// So many forms a minute at the entrance and of the public; programs may ask a hundred times as often.
    #[must_use]
    pub fn new(patience: u32) -> Limits {
        let a_minute = |n: u32| Quota::per_minute(NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN));
        Limits {
            entrance: RateLimiter::keyed(a_minute(patience)),
            public: RateLimiter::keyed(a_minute(patience)),
            interface: RateLimiter::keyed(a_minute(patience.saturating_mul(100))),
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

    /// Programs.
    ///
    /// # Errors
    /// Asked too often.
    pub fn interface(&self, caller: &Caller) -> Result<(), Fault> {
        self.interface.check_key(&caller.address).map_err(|_| Fault::TooMany)
    }

    /// Forgets addresses that have been quiet; to be called now and then.
    pub fn forget(&self) {
        for limiter in [&self.entrance, &self.public, &self.interface] {
            limiter.retain_recent();
        }
    }
}
