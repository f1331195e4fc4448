//! The receipt of service 送达回证 (行政处罚法 §61, 民事诉讼法 §87 to §95): what was served, on whom, where, how, when, and who
//! signs for it.

use super::{BLANK, Sheet};
use crate::document::{About, Block, Document, Inline, Row, Table};

/// Manners of service, to be ticked.
const MANNERS: &str = "□直接送达　□留置送达　□委托送达　□邮寄送达　□电子送达　□转交送达　□公告送达";

/// The receipt that goes with a document.
pub(super) fn of(document: &Document, sheet: &Sheet, seal: Option<&str>, title: &str) -> Document {
    let name = match &sheet.number {
        Some(number) => format!("{title}（{number}）"),
        None => title.to_owned(),
    };
    let served = if sheet.served.is_empty() { BLANK } else { &sheet.served };
    let rows = [
        ("送达文书名称及文号", name),
        ("受送达人", served.to_owned()),
        ("送达机关", seal.unwrap_or(BLANK).to_owned()),
        ("送达地点", String::new()),
        ("送达方式", MANNERS.to_owned()),
        ("送达时间", "　　　年　月　日　时　分".to_owned()),
        ("受送达人签名或盖章", "　　　　　　年　月　日".to_owned()),
        ("代收人签名及与受送达人关系", "　　　　　　年　月　日".to_owned()),
        ("受送达人拒收事由", String::new()),
        ("见证人签名或盖章", "　　　　　　年　月　日".to_owned()),
        ("送达人签名（二人）及执法证号", "　　　　　　年　月　日".to_owned()),
        ("备注", String::new()),
    ];
    let cell = |text: String| vec![Inline::Text(text)];
    let table = Table {
        head: vec![cell("项目".to_owned()), cell("内容".to_owned())],
        numeric: vec![false, false],
        rows: rows
            .into_iter()
            .map(|(what, text)| Row { cells: vec![cell(what.to_owned()), cell(text)], total: false })
            .collect(),
        ..Table::default()
    };
    let note = "代收、留置、委托、邮寄、电子或者公告送达的，应写明情况并附材料；公告送达的，自发出公告之日起满三十日视为送达。";
    Document {
        about: About { title: "送达回证".to_owned(), ..document.about.clone() },
        title: vec![Inline::Text("送达回证".to_owned())],
        blocks: vec![Block::Table(table), Block::Paragraph(vec![Inline::Text(note.to_owned())])],
        ..Document::default()
    }
}
