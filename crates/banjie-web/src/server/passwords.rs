//! Passwords: Argon2id with the parameters of OWASP's cheat sheet (the library's defaults), and what an acceptable one is
//! (GB/T 22239-2019, 8.1.4.1: complexity, changed at first use).

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use thiserror::Error;

use super::Fault;
use crate::{App, text::account as t};

/// Fewest characters.
const SHORTEST: usize = 10;
/// Most characters; longer texts would only cost time.
const LONGEST: usize = 128;

/// Why a password is not acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PasswordFault {
    /// Too short.
    #[error("{}", t::PASSWORD_SHORT)]
    Short,
    /// Too long.
    #[error("{}", t::PASSWORD_LONG)]
    Long,
    /// Fewer than three of: lower case, upper case, digits, others.
    #[error("{}", t::PASSWORD_PLAIN)]
    Plain,
    /// Holds the account.
    #[error("{}", t::PASSWORD_ACCOUNT)]
    Account,
    /// The same few characters over and over.
    #[error("{}", t::PASSWORD_REPEATS)]
    Repeats,
}

/// Whether a new password will do.
///
/// # Errors
/// What is wrong with it.
pub fn acceptable(password: &str, account: &str) -> Result<(), PasswordFault> {
    let characters: Vec<char> = password.chars().collect();
    if characters.len() < SHORTEST {
        return Err(PasswordFault::Short);
    }
    if characters.len() > LONGEST {
        return Err(PasswordFault::Long);
    }
    let of = |kind: fn(&char) -> bool| usize::from(characters.iter().any(kind));
    let kinds = of(char::is_ascii_lowercase)
        + of(char::is_ascii_uppercase)
        + of(char::is_ascii_digit)
        + usize::from(characters.iter().any(|c| !c.is_ascii_alphanumeric()));
    if kinds < 3 {
        return Err(PasswordFault::Plain);
    }
    if account.chars().count() >= 3 && password.to_lowercase().contains(&account.to_lowercase()) {
        return Err(PasswordFault::Account);
    }
    let distinct: std::collections::BTreeSet<char> = characters.iter().copied().collect();
    if distinct.len() < 5 {
        return Err(PasswordFault::Repeats);
    }
    Ok(())
}

/// The hash of a password as a PHC string.
///
/// # Errors
/// The machine has no memory for it.
pub async fn hash(app: &App, password: String) -> Result<String, Fault> {
    let salt = app.random::<16>();
    let _turn = app.hashing().acquire().await.map_err(|_| Fault::Unavailable)?;
    let work = tokio::task::spawn_blocking(move || hash_with(&password, &salt));
    work.await.ok().flatten().ok_or(Fault::Unavailable)
}

/// The hash of a password with this salt; none when the machine has no memory for it.
#[must_use]
pub fn hash_with(password: &str, salt: &[u8; 16]) -> Option<String> {
    Argon2::default().hash_password_with_salt(password.as_bytes(), salt).ok().map(|hash| hash.to_string())
}

/// Whether this is the password of the hash. Without a hash the same time passes, so that nobody learns which accounts exist.
///
/// # Errors
/// The machine has no memory for it.
pub async fn verify(app: &App, password: String, hash: Option<String>) -> Result<bool, Fault> {
    let _turn = app.hashing().acquire().await.map_err(|_| Fault::Unavailable)?;
    let work = tokio::task::spawn_blocking(move || {
        let Some(hash) = hash else {
            let _same_effort = Argon2::default().hash_password_with_salt(password.as_bytes(), &[7; 16]);
            return false;
        };
        let parsed = PasswordHash::new(&hash);
        parsed.is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    work.await.map_err(|_| Fault::Unavailable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_mixed_and_not_the_account() {
        let check = |password: &str, expected| assert_eq!(acceptable(password, "zhangwei"), expected, "{password}");
        check("Aa1!bcd", Err(PasswordFault::Short));
        check("abcdefghijk", Err(PasswordFault::Plain));
        check("Zhangwei-2026", Err(PasswordFault::Account));
        check("Aa1Aa1Aa1Aa1", Err(PasswordFault::Repeats));
        check(&"Ab3-".repeat(40), Err(PasswordFault::Long));
        check("湖光山色-Nb2026", Ok(()));
    }
}
