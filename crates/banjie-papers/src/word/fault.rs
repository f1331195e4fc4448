//! What is wrong with a Word template: code, place, words around it, what to do.

use std::{fmt, ops::Range};

use super::{
    PartRead,
    tag::{Broken, Tag},
    walk::Kind,
};

/// Where in the file something stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Part of the file in Chinese: 正文, 页眉, 页脚, 脚注, 尾注.
    pub part: String,
    /// In a text box of that part.
    pub boxed: bool,
    /// Paragraph of the part, from 1, counted outside tables; 0: in a table.
    pub paragraph: usize,
    /// Table, row and cell, each from 1, the innermost.
    pub cell: Option<(usize, usize, usize)>,
    /// The words around it.
    pub around: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.part)?;
        if let Some((table, row, cell)) = self.cell {
            write!(f, "第 {table} 个表格第 {row} 行第 {cell} 格")?;
        } else if self.paragraph > 0 {
            write!(f, "第 {} 段", self.paragraph)?;
        }
        if self.boxed {
            f.write_str("（文本框内）")?;
        }
        if self.around.is_empty() { Ok(()) } else { write!(f, "：{}", self.around) }
    }
}

/// One fault of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagFault {
    /// Kebab-case name, stable for ever.
    pub code: &'static str,
    /// What is wrong, in Chinese.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What to do, in Chinese; may be empty.
    pub help: String,
}

impl fmt::Display for TagFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "错误[{}] {}\n  --> {}", self.code, self.message, self.place)?;
        if self.help.is_empty() { Ok(()) } else { write!(f, "\n  改法：{}", self.help) }
    }
}

/// The codes with their titles and explanations, for `banjie explain`.
pub const PAGES: [(&str, &str, &str); 5] = [
    (
        UNKNOWN,
        "Word 模板里用了没有的名称",
        "{{ }} 里只能写本应用包的指标，以及 period（期间）、org（单位）、children（下级单位）；表格行里还可以写 row 和 total。\
         名称须与定义完全一致，区分大小写。可用 banjie indicators 应用包 查看指标。",
    ),
    (
        UNFINISHED,
        "Word 模板里的标签没有写完",
        "一个标签从 {{ 或 {% 开始，在同一段里以 }} 或 %} 结束。标签内的字可以有不同格式，但不能跨段、跨单元格。",
    ),
    (
        STRUCTURE,
        "Word 模板里的条件或循环不成对，或放错了位置",
        "{% if %} 要有 {% endif %}，{% for %} 要有 {% endfor %}。两端在同一段里，作用于其间的文字；各自独占一段，作用于其间的各段；\
         在同一表格的行里，作用于整行。{% rows … %} 写在表格一行的任一格里，该行按维度重复，不写结束标签。",
    ),
    (
        REFUSED,
        "Word 模板里的标签算不出来",
        "名称都有，但用法不对或者没有这个答案，例如机构名写错、期间写错、数与文字比较。说明里有具体原因。",
    ),
    (
        MISPLACED,
        "Word 模板里的标签写在填不进去的地方",
        "图表、SmartArt 里的文字不在正文中，标签填不进去。请把标签移到正文、表格、文本框、页眉、页脚、脚注或尾注里。",
    ),
];

/// The page of a code; none: no code of Word templates.
pub fn explain(code: &str) -> Option<String> {
    PAGES.iter().find(|(known, ..)| *known == code).map(|(code, title, text)| format!("{code}  {title}\n\n{text}\n"))
}

pub(super) const UNKNOWN: &str = "word-unknown-tag";
pub(super) const UNFINISHED: &str = "word-unfinished-tag";
pub(super) const STRUCTURE: &str = "word-structure";
pub(super) const REFUSED: &str = "word-refused-tag";
pub(super) const MISPLACED: &str = "word-misplaced-tag";

/// Why a template is not filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordFault {
    /// The file itself: what it is and what to do.
    File(String),
    /// Its tags, all that are wrong.
    Tags(Vec<TagFault>),
}

impl fmt::Display for WordFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WordFault::File(why) => f.write_str(why),
            WordFault::Tags(faults) => {
                for (index, fault) in faults.iter().enumerate() {
                    if index > 0 {
                        f.write_str("\n")?;
                    }
                    write!(f, "{fault}")?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for WordFault {}

/// Letters of the text shown on either side of a tag.
const AROUND: usize = 12;

/// The fault of a tag.
pub(super) fn of_tag(part: &PartRead, tag: &Tag, code: &'static str, message: String, help: String) -> TagFault {
    TagFault { code, message, place: place(part, tag.paragraph, &tag.letters), help }
}

/// A tag that does not end.
pub(super) fn broken(part: &PartRead, paragraph: usize, broken: &Broken) -> TagFault {
    let letters = broken.letters.start..broken.letters.end.min(broken.letters.start + AROUND);
    let place = place(part, paragraph, &letters);
    TagFault { code: UNFINISHED, message: broken.message.clone(), place, help: broken.help.to_owned() }
}

/// A tag in a drawing.
pub(super) fn misplaced(part: &str) -> TagFault {
    TagFault {
        code: MISPLACED,
        message: "标签写在图表或 SmartArt 里，填不进去".to_owned(),
        place: Place { part: format!("文件里的 {part}"), ..Place::default() },
        help: "移到正文、表格、文本框、页眉、页脚、脚注或尾注里".to_owned(),
    }
}

fn place(part: &PartRead, paragraph: usize, letters: &Range<usize>) -> Place {
    let walked = &part.walked;
    let held = &walked.paragraphs[paragraph];
    let mut place = Place { part: part.title.clone(), paragraph: held.number, ..Place::default() };
    let mut cell = None;
    for node in walked.ancestors(held.node).map(|node| &walked.nodes[node]) {
        match node.kind {
            Kind::Box => place.boxed = true,
            Kind::Cell if cell.is_none() => cell = Some((0, 0, node.number)),
            Kind::Row => cell = cell.map(|(t, r, c)| if r == 0 { (t, node.number, c) } else { (t, r, c) }),
            Kind::Table => cell = cell.map(|(t, r, c)| if t == 0 { (node.number, r, c) } else { (t, r, c) }),
            _ => {}
        }
    }
    place.cell = cell;
    let shown = |range: Range<usize>| held.letters[range].iter().map(|letter| letter.c).collect::<String>();
    let from = letters.start.saturating_sub(AROUND);
    let to = (letters.end + AROUND).min(held.letters.len());
    let before = if from > 0 { "…" } else { "" };
    let after = if to < held.letters.len() { "…" } else { "" };
    place.around = format!("{before}{}{after}", shown(from..to));
    place
}
