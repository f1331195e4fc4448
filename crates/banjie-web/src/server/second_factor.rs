//! The second factor: one-time codes by time (RFC 6238, SHA-1, six digits, thirty seconds), as every authenticator computes them.

use banjie_model::Moment;
use chrono::TimeDelta;
use qrcode::{QrCode, render::svg};
use totp_rs::{Algorithm, Secret, TOTP};

use crate::App;

/// Seconds of one code.
const STEP: i64 = 30;
/// Civil time of China is ahead of universal time by so many hours.
const AHEAD: TimeDelta = TimeDelta::hours(8);

/// A new secret of 160 random bits, as base32 text.
#[must_use]
pub fn new_secret(app: &App) -> String {
    match Secret::Raw(app.random::<20>().to_vec()).to_encoded() {
        Secret::Encoded(text) => text,
        Secret::Raw(_) => String::new(),
    }
}

fn bytes(secret: &str) -> Option<Vec<u8>> {
    Secret::Encoded(secret.to_owned()).to_bytes().ok().filter(|bytes| bytes.len() >= 16)
}

/// True for a text that can be the secret of a second factor.
#[must_use]
pub fn is_secret(secret: &str) -> bool {
    secret.len() <= 64 && bytes(secret).is_some()
}

/// The time step whose code this is: the present one or a neighbour, since clocks differ. None for a wrong code.
#[must_use]
pub fn step_of(secret: &str, code: &str, now: Moment) -> Option<i64> {
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let totp = TOTP::new(Algorithm::SHA1, 6, 0, STEP.unsigned_abs(), bytes(secret)?).ok()?;
    let present = (now - AHEAD).and_utc().timestamp() / STEP;
    [present, present - 1, present + 1].into_iter().find(|step| {
        let time = u64::try_from(step * STEP).unwrap_or(0);
        totp.check(&code, time)
    })
}

/// The code of a secret at a moment, as an authenticator would show it.
#[must_use]
pub fn code_at(secret: &str, now: Moment) -> Option<String> {
    let totp = TOTP::new(Algorithm::SHA1, 6, 0, STEP.unsigned_abs(), bytes(secret)?).ok()?;
    u64::try_from((now - AHEAD).and_utc().timestamp()).ok().map(|time| totp.generate(time))
}

/// The address an authenticator reads from the square code.
#[must_use]
pub fn address(issuer: &str, account: &str, secret: &str) -> String {
    let (issuer, account) = (escaped(issuer), escaped(account));
    format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP}")
}

/// A text as a part of an address.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The square code of an address as an SVG element without style; none for an address too long for one.
#[must_use]
pub fn square(address: &str) -> Option<String> {
    let code = QrCode::new(address.as_bytes()).ok()?;
    let image = code.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
    image.find("<svg").map(|at| image[at..].replacen("<svg", "<svg aria-hidden=\"true\"", 1))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    /// The secret of RFC 6238, appendix B.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn check(seconds_later: i64, code: &str, expected: Option<i64>) {
        let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap().and_hms_opt(8, 0, 0).unwrap();
        assert_eq!(
            step_of(SECRET, code, epoch + TimeDelta::seconds(seconds_later)),
            expected,
            "{seconds_later} {code}"
        );
    }

    #[test]
    fn codes_are_those_of_the_standard_and_live_one_step_longer_on_either_side() {
        check(1_111_111_109, "081804", Some(37_037_036));
        check(1_111_111_109, "081 804", Some(37_037_036));
        check(1_111_111_109 + 30, "081804", Some(37_037_036));
        check(1_111_111_109 - 30, "081804", Some(37_037_036));
        check(1_111_111_109 + 60, "081804", None);
        check(1_111_111_109, "081805", None);
        check(1_111_111_109, "", None);
    }

    #[test]
    fn an_authenticator_is_told_issuer_and_account_in_escaped_words() {
        let address = address("市规划局", "xu li", SECRET);
        assert!(address.starts_with("otpauth://totp/%E5%B8%82"), "{address}");
        assert!(address.contains(":xu%20li?secret=GEZ"), "{address}");
        let square = square(&address).unwrap();
        assert!(square.starts_with("<svg") && !square.contains("style"), "{}", &square[..80]);
    }
}
