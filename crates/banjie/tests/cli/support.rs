//! A small bureau run from the command line without a terminal: scratch folder, packages, workbooks, what the program said.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

use banjie_store::testing::Audit;
use tempfile::TempDir;

/// The moment every command runs at unless a test says otherwise.
pub const NOW: &str = "2026-05-08T09:00";

/// The ledger of the tests.
pub const LETTER: &str = "letters.letter";

/// The program under test.
pub const BANJIE: &str = env!("CARGO_BIN_EXE_banjie");

/// A scratch folder with `packages` in it, and the database its commands use.
pub struct House {
    pub dir: TempDir,
    /// Address of the database; none: `banjie.db` in the folder.
    pub db: Option<String>,
}

/// What a command answered.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl House {
    /// The package of organisations and nothing else.
    pub fn bare() -> House {
        let house = House { dir: TempDir::new().unwrap(), db: None };
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy_folder(&here.join("../../packages/orgs"), &house.path("packages/orgs"));
        house
    }

    /// Packages and nothing else.
    pub fn empty() -> House {
        let house = House::bare();
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy_folder(&here.join("tests/cli/letters"), &house.path("packages/letters"));
        house
    }

    /// Packages applied, three organisations and four people registered.
    pub fn ready() -> House {
        static READY: OnceLock<House> = OnceLock::new();
        READY.get_or_init(|| House::empty().furnished()).copy()
    }

    /// Applies the packages and registers the bureau.
    pub fn furnished(self) -> House {
        self.good(&["apply"]);
        self.book("机构.xlsx", ORGS);
        self.book("人员.xlsx", PEOPLE);
        self.good(&["import", "orgs.org", "机构.xlsx"]);
        self.good(&["import", "orgs.person", "人员.xlsx"]);
        self
    }

    /// The same with so many letters, received in the first quarter of 2026.
    pub fn with_letters(self, n: usize) -> House {
        self.letters("信访件.xlsx", n);
        self.good(&["import", LETTER, "信访件.xlsx", "--history"]);
        self
    }

    /// Another folder with the same content, the SQLite database included.
    pub fn copy(&self) -> House {
        let dir = TempDir::new().unwrap();
        copy_folder(self.dir.path(), dir.path());
        House { dir, db: None }
    }

    /// A file of the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Address of the database.
    pub fn address(&self) -> String {
        self.db.clone().unwrap_or_else(|| self.path("banjie.db").display().to_string())
    }

    /// The program with these arguments, in the folder, with nothing of the environment of the tests.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(BANJIE);
        self.settle(&mut command);
        command.args(args);
        command
    }

    /// Folder and environment of the program.
    pub fn settle(&self, command: &mut Command) {
        command.current_dir(self.dir.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for name in ["BANJIE_PACKAGES", "BANJIE_ACCOUNT", "BANJIE_DB", "RUST_BACKTRACE"] {
            command.env_remove(name);
        }
        command.env("BANJIE_NOW", NOW);
        if let Some(db) = &self.db {
            command.env("BANJIE_DB", db);
        }
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Ran {
        self.answer(self.command(args).output().unwrap())
    }

    /// What a process said, with the folder taken out of it.
    pub fn answer(&self, output: Output) -> Ran {
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).expect("the program speaks UTF-8");
            half_width(&text.replace(&self.dir.path().display().to_string(), "[dir]"))
        };
        Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Runs a command that must succeed; gives its standard output.
    #[track_caller]
    pub fn good(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "{args:?}\n{}{}", ran.out, ran.err);
        ran.out
    }

    /// Runs a command that must fail with exit code 1 and say why on standard error; gives that.
    #[track_caller]
    pub fn bad(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 1, "{args:?}\n{}{}", ran.out, ran.err);
        assert!(!ran.err.is_empty(), "{args:?} fails without a word");
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        ran.err
    }

    /// Everything a command said, for snapshots: standard error marked `! `, the exit code at the end where it is not 0.
    pub fn shown(&self, args: &[&str]) -> String {
        self.run(args).shown()
    }

    /// Writes a workbook of one sheet: one row a line, cells separated by `|`.
    pub fn book(&self, name: &str, lines: &str) {
        write_book(&self.path(name), lines);
    }

    /// Writes a workbook of letters.
    pub fn letters(&self, name: &str, n: usize) {
        let mut lines = "机构|事由|方式|收件日期|人数|信访人|电话|登记时间\n".to_owned();
        for i in 0..n {
            let org = if i % 3 == 0 { "乙科" } else { "甲科" };
            let kind = ["来信", "来访", "网上信访"][i % 3];
            let (month, day, people) = (1 + i % 3, 1 + i % 28, 1 + i % 4);
            let date = format!("2026-{month:02}-{day:02}");
            lines += &format!("{org}|事由{i}|{kind}|{date}|{people}|张三丰|1380000{i:04}|{date} 10:00\n");
        }
        self.book(name, &lines);
    }

    /// Writes a workbook of acts: every letter is accepted, every other one answered.
    pub fn acts(&self, name: &str, n: usize) {
        let mut lines = "事由|收件日期|办理|办理时间|答复\n".to_owned();
        for i in 0..n {
            let (month, day) = (1 + i % 3, 1 + i % 28);
            lines += &format!("事由{i}|2026-{month:02}-{day:02}|受理|2026-04-07 09:00|\n");
            if i % 2 == 0 {
                lines += &format!("事由{i}|2026-{month:02}-{day:02}|答复|2026-04-20 16:30|已答复\n");
            }
        }
        self.book(name, &lines);
    }

    /// The database, examined; it must be sound.
    #[track_caller]
    pub fn audit(&self) -> Audit {
        let address = self.address();
        let audit = wait(async {
            let store = banjie_store::connect(&address).await.unwrap();
            let audit = store.audit().await.unwrap();
            store.close().await;
            audit
        });
        assert_eq!(audit.breaches, Vec::<String>::new());
        audit
    }

    /// Replaces text in a file of a package.
    #[track_caller]
    pub fn edit(&self, file: &str, old: &str, new: &str) {
        let path = self.path("packages").join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{file} has no {old}");
        fs::write(&path, text.replacen(old, new, 1)).unwrap();
    }
}

impl Ran {
    /// See [`House::shown`].
    pub fn shown(&self) -> String {
        let mut shown = self.out.clone();
        for line in self.err.lines() {
            shown += &format!("! {line}\n");
        }
        if self.code != 0 {
            shown += &format!("= {}\n", self.code);
        }
        shown
    }
}

/// Punctuation in half width: the words are these tests' matter, the width of a comma is not.
pub fn half_width(text: &str) -> String {
    let half = |c| match c {
        '，' => ',',
        '；' => ';',
        '：' => ':',
        '（' => '(',
        '）' => ')',
        '？' => '?',
        '！' => '!',
        other => other,
    };
    text.chars().map(half).collect()
}

/// Writes a workbook of one sheet: one row a line, cells separated by `|`.
pub fn write_book(path: &Path, lines: &str) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(lines.lines()) {
        for (column, cell) in (0..).zip(line.split('|')) {
            if !cell.is_empty() {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    book.save(path).unwrap();
}

/// Waits for asynchronous work.
pub fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(work)
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

const ORGS: &str = "\
机构代码|机构名称|机构类型|上级机构
xf|信访局|局|
xf-a|甲科|科室|xf
xf-b|乙科|科室|xf
";

const PEOPLE: &str = "\
账号|姓名|所在机构|岗位
jl|蒋丽|甲科|letters.clerk
kz|孔正|甲科|letters.head
yj|严军|信访局|letters.head
jw|金伟|信访局|letters.discipline
";
