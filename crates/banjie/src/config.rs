//! Configuration: flags, then environment (both read by the command line), then `banjie.toml` in the current folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use toml::Table;

use crate::cli::Common;

/// Keys of `banjie.toml`.
const KEYS: &[&str] = &["db", "packages", "key", "account", "fonts"];

/// What every command works with.
#[derive(Clone, Debug)]
pub struct Config {
    /// Database path or URL.
    pub db: String,
    /// Folder of the packages; none: the folder `packages` here, or else those shipped inside the program.
    pub packages: Option<PathBuf>,
    /// Key file of sensitive values; none: beside the SQLite file.
    pub key: Option<PathBuf>,
    /// Folders that may hold the fonts of PDF reports; the first that exists is taken.
    pub fonts: Vec<PathBuf>,
    /// Account that acts; none: the administrator.
    pub account: Option<String>,
    /// No progress, no remarks.
    pub quiet: bool,
    /// The moment was given, not read from the clock.
    pub now_given: bool,
}

impl Config {
    /// Flags and environment first, then `banjie.toml`, then the defaults.
    pub fn load(common: &Common) -> Result<Config> {
        let file = read_file(Path::new("banjie.toml"))?;
        let from_file = |key: &str| file.as_ref().and_then(|f| f.get(key)).and_then(|v| v.as_str()).map(String::from);
        Ok(Config {
            db: common.db.clone().or_else(|| from_file("db")).unwrap_or_else(|| "banjie.db".into()),
            packages: match &common.packages {
                Some(path) => Some(path.clone()),
                None => from_file("packages").map(PathBuf::from),
            },
            key: common.key.clone().or_else(|| from_file("key").map(PathBuf::from)),
            fonts: font_folders(common.fonts.as_ref(), from_file("fonts")),
            account: common.account.clone().or_else(|| from_file("account")),
            quiet: common.quiet,
            now_given: common.now.is_some(),
        })
    }
}

/// The folder given; else `fonts` beside the program, the configured one, and where `scripts/fonts.sh` puts them. Never the
/// fonts of the machine: every machine would print another paper.
fn font_folders(given: Option<&PathBuf>, configured: Option<String>) -> Vec<PathBuf> {
    if let Some(folder) = given {
        return vec![folder.clone()];
    }
    let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join("fonts")));
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| std::env::home_dir().map(|home| home.join(".cache")));
    let cache = cache.map(|cache| cache.join("banjie/fonts"));
    beside.into_iter().chain(configured.map(PathBuf::from)).chain(cache).collect()
}

fn read_file(path: &Path) -> Result<Option<Table>> {
    if !path.exists() {
        return Ok(None);
    }
    let text = fs::read_to_string(path).with_context(|| format!("读不了 {}", path.display()))?;
    let document: Table = text.parse().with_context(|| format!("{} 不是正确的 TOML", path.display()))?;
    for (key, value) in &document {
        if !KEYS.contains(&key.as_str()) {
            bail!("{} 里有不认识的项“{key}”。可用的项：{}", path.display(), KEYS.join("、"));
        }
        if !value.is_str() {
            bail!("{} 里的“{key}”应是文本，要用引号括起来，如 {key} = \"…\"", path.display());
        }
    }
    Ok(Some(document))
}
