//! The one table of keys: what may be written where, what it means, an example.
//!
//! The reader, the "did you mean", the JSON Schema and the reference manual are all driven by these shapes; there is no
//! second list of keys anywhere.

mod allocation;
mod creation;
mod document;
mod duty;
mod indicator;
mod ledger;
mod notice;
mod package;
mod report;
mod results;
mod service;
mod stated;
mod table;
mod traits;

pub use allocation::ALLOCATIONS;
pub use document::DOCUMENT;
pub use duty::DUTIES;
pub use indicator::INDICATORS;
pub use ledger::LEDGER;
pub use notice::NOTICES;
pub use package::PACKAGE;
pub use report::FRONT_MATTER;
pub use results::RESULTS;
pub use service::SERVICES;
pub use stated::STATED;
pub use table::TABLE;
pub use traits::TRAIT;

/// A table of the language: a set of keys.
#[derive(Debug)]
pub struct Shape {
    /// Name in the JSON Schema.
    pub name: &'static str,
    /// Chinese name, for messages and the manual.
    pub title: &'static str,
    /// What it is for, in Chinese.
    pub help: &'static str,
    /// The keys, in the order the manual shows them.
    pub keys: &'static [Key],
}

impl Shape {
    /// The key of that name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// A key.
#[derive(Debug)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// Must be given.
    pub required: bool,
    /// Chinese help.
    pub help: &'static str,
    /// A value as written, without the key.
    pub example: &'static str,
}

/// What a value may be.
#[derive(Debug)]
pub enum Kind {
    /// Text for people; not blank.
    Title,
    /// A name in the form given.
    Identifier(Form),
    /// A whole number between two ends, both included.
    Int(i64, i64),
    /// A number or a percentage in quotes.
    Number,
    /// `true` or `false`.
    Bool,
    /// A date.
    Date,
    /// `major.minor.patch`.
    Version,
    /// One of these words, each with its meaning.
    OneOf(&'static [(&'static str, &'static str)]),
    /// An expression.
    Expression,
    /// A length of time: `7 working days`.
    Duration,
    /// A field type.
    FieldType,
    /// How a figure is shown.
    Show,
    /// A single value of any type.
    Value,
    /// A name of something declared elsewhere.
    Ref(Thing),
    /// A name or a list of names of things declared elsewhere.
    Refs(Thing),
    /// A table of that shape.
    Table(&'static Shape),
    /// A list of tables of that shape.
    Tables(&'static Shape),
    /// Names in the form given, each with a value of that kind.
    Map(Form, &'static Kind),
    /// Either of two.
    Either(&'static Kind, &'static Kind),
    /// Tables whose keys are declared elsewhere in the same file (rows of a decision table).
    Rows,
}

/// Form of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `building-violations`
    Kebab,
    /// `found_on`
    Snake,
    /// Code keys: letters, digits, `_` and `-`.
    Code,
    /// A field of the ledger.
    Field,
}

/// What a name may refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A role of the package.
    Role,
    /// A role of the package or `system`, the scheduler.
    Doer,
    /// A role of the package or `handler`.
    Recipient,
    /// A legal basis of the package.
    Basis,
    /// A state of the ledger.
    State,
    /// A field of the ledger.
    Field,
    /// A limit of the ledger.
    Limit,
    /// An action of the ledger.
    Action,
    /// Something of another ledger, checked where it is used.
    Elsewhere,
    /// A code of the same list.
    Parent,
    /// A column of a view: a field, a limit or a fact.
    Column,
    /// A ledger, checked where it is used.
    Ledger,
    /// A package, checked when packages are put together.
    Package,
    /// A document, which comes with its own folder.
    Document,
}

const fn required(name: &'static str, kind: Kind, help: &'static str, example: &'static str) -> Key {
    Key { name, kind, required: true, help, example }
}

const fn optional(name: &'static str, kind: Kind, help: &'static str, example: &'static str) -> Key {
    Key { name, kind, required: false, help, example }
}

/// A definition file: where it stands and what is in it.
#[derive(Debug)]
pub struct FileKind {
    /// Folder; empty for the top of the package.
    pub folder: &'static str,
    /// Ending without the dot.
    pub ending: &'static str,
    /// As shown in the manual.
    pub pattern: &'static str,
    /// Chinese name.
    pub title: &'static str,
    /// The keys at the top of the file (of the front matter, for reports); none for prose and recipes.
    pub shape: Option<&'static Shape>,
    /// What it is for.
    pub help: &'static str,
}

/// All kinds of files of a package.
pub const FILE_KINDS: &[FileKind] = &[
    FileKind {
        folder: "",
        ending: "toml",
        pattern: "package.toml",
        title: "系统",
        shape: Some(&PACKAGE),
        help: "系统的名称、版本、法律依据、角色和代码表。",
    },
    FileKind {
        folder: "ledgers",
        ending: "toml",
        pattern: "ledgers/*.toml",
        title: "台账",
        shape: Some(&LEDGER),
        help: "一本台账一个文件：字段、环节、办理动作、时限和监察。",
    },
    FileKind {
        folder: "traits",
        ending: "toml",
        pattern: "traits/*.toml",
        title: "共用程序",
        shape: Some(&TRAIT),
        help: "许多台账共有的字段、环节、动作和时限，由台账采用。",
    },
    FileKind {
        folder: "tables",
        ending: "toml",
        pattern: "tables/*.toml",
        title: "决策表",
        shape: Some(&TABLE),
        help: "按日期生效的标准，例如裁量基准、补助比例。",
    },
    FileKind {
        folder: "indicators",
        ending: "toml",
        pattern: "indicators/*.toml",
        title: "指标",
        shape: Some(&INDICATORS),
        help: "有口径的数字，报告和统计表都取自这里。",
    },
    FileKind {
        folder: "duties",
        ending: "toml",
        pattern: "duties/*.toml",
        title: "义务",
        shape: Some(&DUTIES),
        help: "某类单位每隔一段时间必须报送的事。",
    },
    FileKind {
        folder: "notices",
        ending: "toml",
        pattern: "notices/*.toml",
        title: "公示",
        shape: Some(&NOTICES),
        help: "向社会公开什么、多久、怎么提异议。",
    },
    FileKind {
        folder: "results",
        ending: "toml",
        pattern: "results/*.toml",
        title: "结果查询",
        shape: Some(&RESULTS),
        help: "公布以后本人凭证件等查自己的结果。",
    },
    FileKind {
        folder: "services",
        ending: "toml",
        pattern: "services/*.toml",
        title: "服务事项",
        shape: Some(&SERVICES),
        help: "公众可以申请办理的事，服务指南由此印出。",
    },
    FileKind {
        folder: "allocations",
        ending: "toml",
        pattern: "allocations/*.toml",
        title: "分配",
        shape: Some(&ALLOCATIONS),
        help: "申请者与名额按公开的办法配对。",
    },
    FileKind {
        folder: "stated",
        ending: "toml",
        pattern: "stated/*.toml",
        title: "在案数字",
        shape: Some(&STATED),
        help: "公开文稿里写过的数字，各由哪个指标算出。",
    },
    FileKind {
        folder: "reports",
        ending: "md",
        pattern: "reports/*.md",
        title: "报告",
        shape: Some(&FRONT_MATTER),
        help: "带数字的文稿：`---` 之间是文首的设置，之后是正文。",
    },
    FileKind {
        folder: "reports",
        ending: "png",
        pattern: "reports/*.png",
        title: "报告的图片",
        shape: None,
        help: "报告里用 `![说明](文件名.png)` 插入的图片。",
    },
    FileKind {
        folder: "reports",
        ending: "jpg",
        pattern: "reports/*.jpg",
        title: "报告的照片",
        shape: None,
        help: "报告里用 `![说明](文件名.jpg)` 插入的照片。",
    },
    FileKind {
        folder: "scenarios",
        ending: "md",
        pattern: "scenarios/*.md",
        title: "情景",
        shape: None,
        help: "可执行的办件故事，由 `banjie test` 运行。",
    },
    FileKind {
        folder: "samples",
        ending: "toml",
        pattern: "samples/*.toml",
        title: "样本配方",
        shape: None,
        help: "按给定总数生成演示数据的配方。",
    },
    FileKind {
        folder: "documents",
        ending: "md",
        pattern: "documents/*.md",
        title: "文书",
        shape: Some(&DOCUMENT),
        help: "从一条记录打印的文书：`---` 之间是文首的设置，之后是正文。",
    },
];

/// The kind of a file by its path; `None` when a package has no such file.
#[must_use]
pub fn file_kind(path: &str) -> Option<&'static FileKind> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let kind = FILE_KINDS
        .iter()
        .find(|kind| kind.folder == folder && file.strip_suffix(kind.ending).is_some_and(|stem| stem.ends_with('.')))?;
    (!folder.is_empty() || file == kind.pattern).then_some(kind)
}
