//! The key of sensitive values: a file apart from the database.

use std::{
    fs::OpenOptions,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use banjie_model::definition::{Class, Field, FieldType, Library};
use banjie_store::Vault;

/// True when some field of these packages is encrypted at rest.
pub fn needed(library: &Library) -> bool {
    fn sensitive(field: &Field) -> bool {
        let inside = |rows: &[Field]| rows.iter().any(sensitive);
        field.class == Class::Sensitive || matches!(&field.ty, FieldType::List(rows) if inside(rows))
    }
    library.ledgers().any(|ledger| ledger.fields.iter().any(sensitive))
}

/// The key for a database: the file named in the configuration, else the one beside an SQLite file. A new SQLite file gets a
/// new key beside it; without one the database opens all the same, and whoever meets a sensitive value is told.
pub fn for_database(configured: Option<&Path>, address: &str, new: bool) -> Result<Vault> {
    if let Some(path) = configured {
        return Ok(Vault::read(path)?);
    }
    let Some(path) = beside(address) else { return Ok(Vault::locked()) };
    if new && !path.exists() {
        make(&path)?;
    }
    Ok(if path.exists() { Vault::read(&path)? } else { Vault::locked() })
}

/// `banjie.db.key` for `banjie.db`; none for a server.
fn beside(address: &str) -> Option<PathBuf> {
    let path = address.trim();
    let path = path.strip_prefix("sqlite://").or_else(|| path.strip_prefix("sqlite:")).unwrap_or(path);
    (!path.contains("://")).then(|| PathBuf::from(format!("{path}.key")))
}

/// Writes a new key into a new file that only its owner may read.
pub fn make(path: &Path) -> Result<()> {
    if path.exists() {
        bail!("{} 已存在；密钥文件不能覆盖，否则用它加密的内容再也读不出来", path.display());
    }
    let mut bytes = [0_u8; 64];
    getrandom::fill(&mut bytes).map_err(|e| anyhow::anyhow!("取不到随机数：{e}"))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let written = options.open(path).and_then(|mut file| file.write_all(Vault::file_text(bytes).as_bytes()));
    written.with_context(|| format!("写不了密钥文件 {}", path.display()))
}
