//! The draw: an order that follows from the published list and a public seed, and from nothing else.
//!
//! The commitment is the SHA-256 of the canonical text of the input, published before the seed is known. The number of a
//! ticket is `SHA-256(commitment + "\n" + seed + "\n" + ticket)`, commitment in lower-case hexadecimal digits, everything in
//! UTF-8; smaller numbers come first. Nobody who fixes the list before the seed is known can prefer anybody.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// Number drawn for a ticket.
pub fn digest(commitment: &str, seed: &str, ticket: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(commitment.as_bytes());
    hasher.update(b"\n");
    hasher.update(seed.as_bytes());
    hasher.update(b"\n");
    hasher.update(ticket.as_bytes());
    hasher.finalize().into()
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes any words");
        text
    })
}

/// SHA-256 of a text in hexadecimal digits.
pub(crate) fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// The transcript to publish: a line a ticket in the order drawn, `number TAB digest TAB ticket`.
pub fn transcript<'a>(commitment: &str, seed: &str, tickets: impl IntoIterator<Item = &'a str>) -> String {
    let mut drawn: Vec<([u8; 32], &str)> = tickets.into_iter().map(|t| (digest(commitment, seed, t), t)).collect();
    drawn.sort_unstable();
    drawn.dedup();
    drawn.iter().enumerate().fold(String::new(), |mut text, (at, (digest, ticket))| {
        writeln!(text, "{}\t{}\t{ticket}", at + 1, hex(digest)).expect("a text takes any words");
        text
    })
}
