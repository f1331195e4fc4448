//! What every command is given: configuration, the moment, the look of the output, and the way to desk and packages.

use std::{
    cell::RefCell,
    io::IsTerminal,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use banjie_desk::{Desk, Progress, Silent};
use banjie_model::{Moment, case::Actor, definition::Library};
use banjie_package::{LibraryReading, Look, Reading, read_folder, read_packages};
use banjie_store::{AnyStore, Memory};
use tokio::runtime::Runtime;

use crate::{
    cli::{Color, Common},
    clock,
    config::Config,
    fonts::Fonts,
    key,
    progress::Bar,
    shipped,
};

/// How long the end of a command waits for the database.
const CLOSING: Duration = Duration::from_secs(5);

/// Surroundings of one command.
pub struct Context {
    /// Flags, environment, file.
    pub config: Config,
    /// The moment the command runs at.
    pub now: Moment,
    /// Colour on standard output.
    pub colour: bool,
    /// Fonts of the print.
    pub fonts: Fonts,
    runtime: Runtime,
    /// Databases opened so far, closed when the command ends.
    opened: RefCell<Vec<AnyStore>>,
}

impl Context {
    /// Reads configuration and clock.
    pub fn new(common: &Common) -> Result<Context> {
        let colour = match common.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => std::io::stdout().is_terminal(),
        };
        let config = Config::load(common)?;
        Ok(Context {
            fonts: Fonts::new(&config.fonts),
            config,
            now: clock::now(common.now.as_deref())?,
            colour,
            runtime: tokio::runtime::Builder::new_multi_thread().enable_all().build().context("启动运行环境失败")?,
            opened: RefCell::default(),
        })
    }

    /// Waits for asynchronous work.
    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// How findings are rendered.
    pub fn look(&self) -> Look {
        if self.colour { Look::Colour } else { Look::Plain }
    }

    /// Says what is being done, unless quiet; on standard error, so that results can be piped.
    pub fn say(&self, text: impl AsRef<str>) {
        if !self.config.quiet {
            eprintln!("{}", text.as_ref());
        }
    }

    /// A progress bar on a terminal, else nothing.
    pub fn progress(&self) -> Box<dyn Progress> {
        if self.config.quiet || !std::io::stderr().is_terminal() { Box::new(Silent) } else { Box::new(Bar::default()) }
    }

    /// The packages in force, without errors.
    pub fn library(&self) -> Result<Library> {
        let (reading, root) = match self.packages() {
            Some(folder) => (read_root(&folder)?, folder),
            None => (shipped::read(), PathBuf::from("（内置）")),
        };
        let mut errors = 0;
        for one in reading.readings.iter().filter(|r| r.has_errors()) {
            let folder = root.join(&*one.package.name).display().to_string();
            eprint!("{}", banjie_package::render(&one.findings, &one.sources, &folder, self.look()));
            errors += 1;
        }
        if errors > 0 {
            bail!("{errors} 个应用包有错误，先用 banjie check 检查并改正");
        }
        if reading.library.packages.is_empty() {
            bail!("文件夹 {} 里没有应用包；用 --packages 指明应用包所在的文件夹", root.display());
        }
        Ok(reading.library)
    }

    /// The folder the packages are read from; none: those inside the program.
    pub fn packages(&self) -> Option<PathBuf> {
        let here = Path::new("packages");
        self.config.packages.clone().or_else(|| here.is_dir().then(|| here.to_path_buf()))
    }

    /// The database, which must be there; not yet compared with the packages.
    pub async fn store(&self) -> Result<AnyStore> {
        self.must_exist()?;
        self.connect(&self.config.db, false, Memory::Ample).await
    }

    fn must_exist(&self) -> Result<()> {
        if let Some(file) = banjie_store::missing_file(&self.config.db)? {
            bail!(
                "没有数据库 {}。请核对 --db、环境变量 BANJIE_DB 或 banjie.toml 写的地址；第一次使用，先运行 banjie apply 建立",
                file.display()
            );
        }
        Ok(())
    }

    /// The desk over a database that must be there, with little memory: for a server.
    pub async fn serving(&self) -> Result<Desk<AnyStore>> {
        let library = self.library()?;
        self.must_exist()?;
        Ok(Desk::open(self.connect(&self.config.db, false, Memory::Sparing).await?, library).await?)
    }

    /// The database of the configuration; a missing file is made, and a missing key where these packages need one.
    pub async fn new_store(&self, library: &Library) -> Result<AnyStore> {
        self.open(&self.config.db, library).await
    }

    /// The database of an address; a missing file is made, and a missing key where these packages need one.
    pub async fn open(&self, address: &str, library: &Library) -> Result<AnyStore> {
        self.connect(address, key::needed(library), Memory::Ample).await
    }

    /// The database to restore a backup into: its key is the backup's, never a new one.
    pub async fn store_to_restore(&self) -> Result<AnyStore> {
        self.connect(&self.config.db, false, Memory::Ample).await
    }

    async fn connect(&self, address: &str, new_key: bool, memory: Memory) -> Result<AnyStore> {
        let store = banjie_store::connect_in(address, memory).await?;
        let store = store.unlocked(key::for_database(self.config.key.as_deref(), address, new_key)?);
        self.opened.borrow_mut().push(store.clone());
        Ok(store)
    }

    /// Closes what was opened: SQLite then merges its log into the file, so that one file is the whole database.
    pub fn close(self) {
        let opened = self.opened.take();
        self.runtime.block_on(async {
            for store in opened {
                // What is still busy after this time is cut off as by a crash, which loses nothing.
                let _late = tokio::time::timeout(CLOSING, store.close()).await;
            }
        });
    }

    /// The desk over database and packages.
    pub async fn desk(&self) -> Result<Desk<AnyStore>> {
        let library = self.library()?;
        Ok(Desk::open(self.store().await?, library).await?)
    }

    /// Who acts: the account given, or the administrator at the command line.
    pub fn actor(&self, desk: &Desk<AnyStore>) -> Result<Actor> {
        match &self.config.account {
            Some(account) => Ok(desk.actor(account, self.now)?),
            None => Ok(Actor { account: "管理员".into(), ..Actor::system() }),
        }
    }
}

/// Reads every package below a folder.
pub fn read_root(root: &Path) -> Result<LibraryReading> {
    banjie_package::read_library(root).with_context(|| {
        format!("读不了应用包文件夹 {}；用 --packages 或环境变量 BANJIE_PACKAGES 指明它在哪里", root.display())
    })
}

/// Reads these package folders, with the sibling folders they need; each given folder comes with its reading.
pub fn read_dirs(dirs: &[PathBuf]) -> Result<(Library, Vec<(PathBuf, Reading)>)> {
    let mut all = Vec::new();
    let mut seen = Vec::new();
    for dir in dirs {
        let full = std::fs::canonicalize(dir).with_context(|| format!("没有文件夹 {}", dir.display()))?;
        if !full.join("package.toml").exists() {
            bail!("{} 不是应用包：里面没有 package.toml", dir.display());
        }
        all.push(read_folder(&full).with_context(|| format!("读不了 {}", dir.display()))?);
        seen.push(full);
    }
    for dir in dirs {
        for sibling in siblings(dir)? {
            if !seen.contains(&sibling) {
                all.push(read_folder(&sibling).with_context(|| format!("读不了 {}", sibling.display()))?);
                seen.push(sibling);
            }
        }
    }
    let mut reading = read_packages(all);
    let mut wanted = Vec::new();
    for (at, dir) in dirs.iter().enumerate() {
        let found = reading.readings.iter().position(|one| one.given == at);
        let Some(found) = found else { bail!("{} 读不出应用包", dir.display()) };
        wanted.push((dir.clone(), reading.readings[found].clone()));
    }
    Ok((std::mem::take(&mut reading.library), wanted))
}

/// Package folders beside this one.
fn siblings(dir: &Path) -> Result<Vec<PathBuf>> {
    let Some(parent) = std::fs::canonicalize(dir)?.parent().map(Path::to_path_buf) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(parent)? {
        let path = entry?.path();
        if path.join("package.toml").exists() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
