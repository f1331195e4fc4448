//! Sensitive values at rest: encrypted with AES-256-SIV (RFC 5297) under a key that is kept outside the database.
//!
//! The cipher is deterministic: equal values of one key give equal ciphertexts, so that duplicates are found, values counted
//! and conditions `field == value` answered without decrypting a table. What a copy of the database gives away is therefore
//! which records have the same value, and nothing of the value. Losing the key loses the values: it belongs into a backup of
//! its own, apart from that of the database.

use std::{fmt, path::Path, sync::Arc};

use aes_siv::{KeyInit as _, siv::Aes256Siv};
use banjie_desk::ports::{StoreError, StoreResult};
use banjie_model::canonical;
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use sha2::{Digest as _, Sha256};

/// Before every sealed value, followed by the fingerprint of the key and a tilde.
const MARK: &str = "~sealed1~";
/// Bytes of a key.
const KEY_BYTES: usize = 64;
/// What the key file says before the key.
const LABEL: &str = "banjie-key-1";

/// The key, or none: then sealed values can be neither written nor read, and the error says so.
#[derive(Clone, Default)]
pub struct Vault(Option<Arc<Key>>);

struct Key {
    bytes: [u8; KEY_BYTES],
    /// Eight hex digits of the key's SHA-256: tells which key a value was sealed with.
    fingerprint: String,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Vault").field(&self.0.as_ref().map(|key| &key.fingerprint)).finish()
    }
}

impl Vault {
    /// No key.
    #[must_use]
    pub fn locked() -> Vault {
        Vault(None)
    }

    /// A key of 64 random bytes.
    #[must_use]
    pub fn new(bytes: [u8; KEY_BYTES]) -> Vault {
        let fingerprint = canonical::hex(&Sha256::digest(bytes)[..4]);
        Vault(Some(Arc::new(Key { bytes, fingerprint })))
    }

    /// Reads a key file: one line, `banjie-key-1 <base64>`.
    ///
    /// # Errors
    /// When the file cannot be read or holds no key.
    pub fn read(path: &Path) -> StoreResult<Vault> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| StoreError::Unreachable(format!("读不了密钥文件 {}：{e}。", path.display())))?;
        let key = text.trim().strip_prefix(LABEL).and_then(|rest| STANDARD_NO_PAD.decode(rest.trim()).ok());
        let bytes = key.and_then(|key| <[u8; KEY_BYTES]>::try_from(key).ok());
        bytes.map(Vault::new).ok_or_else(|| {
            let path = path.display();
            StoreError::Damaged(format!("{path} 不是办结的密钥文件。密钥文件只有一行，以 {LABEL} 开头；请从备份取回。"))
        })
    }

    /// The text of a key file.
    #[must_use]
    pub fn file_text(bytes: [u8; KEY_BYTES]) -> String {
        format!("{LABEL} {}\n", STANDARD_NO_PAD.encode(bytes))
    }

    /// True when there is a key.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.0.is_some()
    }

    /// True for a text that would be taken for a sealed one.
    pub(crate) fn looks_sealed(text: &str) -> bool {
        text.starts_with(MARK)
    }

    /// A value as it is stored.
    pub(crate) fn seal(&self, plain: &str) -> StoreResult<String> {
        let Some(key) = &self.0 else { return Err(no_key()) };
        let sealed = key.cipher().encrypt([LABEL.as_bytes()], plain.as_bytes());
        let sealed = sealed.map_err(|_| StoreError::Other("敏感字段加密失败，没有写入任何数据。".to_owned()))?;
        Ok(format!("{MARK}{}~{}", key.fingerprint, STANDARD_NO_PAD.encode(sealed)))
    }

    /// A stored value as it was; what is not sealed (written before the field became sensitive) is given back as it is.
    pub(crate) fn open<'a>(&self, stored: &'a str) -> StoreResult<std::borrow::Cow<'a, str>> {
        let Some(rest) = stored.strip_prefix(MARK) else { return Ok(stored.into()) };
        let Some(key) = &self.0 else { return Err(no_key()) };
        let (fingerprint, sealed) = rest.split_once('~').ok_or_else(broken)?;
        if fingerprint != key.fingerprint {
            return Err(StoreError::Refused(format!(
                "敏感字段是用另一把密钥（指纹 {fingerprint}）加密的，现在给的密钥指纹是 {}。请换上原来的密钥文件。",
                key.fingerprint
            )));
        }
        let sealed = STANDARD_NO_PAD.decode(sealed).map_err(|_| broken())?;
        let plain = key.cipher().decrypt([LABEL.as_bytes()], &sealed).map_err(|_| broken())?;
        String::from_utf8(plain).map(Into::into).map_err(|_| broken())
    }
}

impl Key {
    fn cipher(&self) -> Aes256Siv {
        Aes256Siv::new((&self.bytes).into())
    }
}

fn no_key() -> StoreError {
    StoreError::Refused(
        "这里有加密保存的敏感字段，但没有提供密钥。请用 --key 或配置项 key 指明密钥文件；没有密钥，敏感字段无法读写。"
            .to_owned(),
    )
}

fn broken() -> StoreError {
    StoreError::Damaged("一个加密字段的内容被改动或损坏，无法解密。请从备份恢复。".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(vault: &Vault, stored: &str, expected: &str) {
        let said = match vault.open(stored) {
            Ok(plain) => plain.into_owned(),
            Err(error) => error.to_string().chars().take(14).collect(),
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_only() {
        let vault = Vault::new([7; KEY_BYTES]);
        let sealed = vault.seal("330399199001010018").expect("it has a key");
        assert!(!sealed.contains("3303"));
        assert_eq!(vault.seal("330399199001010018").expect("it has a key"), sealed);
        check(&vault, &sealed, "330399199001010018");
        check(&vault, "明文", "明文");
        check(&Vault::new([8; KEY_BYTES]), &sealed, "敏感字段是用另一把密钥（指纹");
        check(&Vault::locked(), &sealed, "这里有加密保存的敏感字段，但");
        let mut chars: Vec<char> = sealed.chars().collect();
        let last = chars.len() - 3;
        chars[last] = if chars[last] == 'A' { 'B' } else { 'A' };
        check(&vault, &chars.into_iter().collect::<String>(), "一个加密字段的内容被改动或损");
    }
}
