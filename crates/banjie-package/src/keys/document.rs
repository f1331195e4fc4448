//! Keys of the front matter of `documents/*.md`.

use super::{Form, Kind, Shape, Thing, optional, required};

/// The front matter of a document printed from one record.
pub static DOCUMENT: Shape = Shape {
    name: "document",
    title: "文书",
    help: "写在文首两行 `---` 之间；正文里 {{ 字段 }} 印出这条记录的值。",
    keys: &[
        required("document", Kind::Identifier(Form::Kebab), "文书的英文名，与文件名相同。", "\"penalty-decision\""),
        required("of", Kind::Ref(Thing::Ledger), "从哪个台账的记录打印。", "\"violation\""),
        required("title", Kind::Title, "标题，可以用字段。", "\"行政处罚决定书\""),
        optional(
            "number",
            Kind::Title,
            "文号的样式，写法同台账的编号；每条记录的每种文书只编一次号，重印仍用原号。",
            "\"温规罚〔{year}〕{seq}号\"",
        ),
        optional("seal", Kind::Title, "盖章的机关：印在成文日期上方，留出盖章的位置。", "\"{{ org }}\""),
        optional(
            "dated",
            Kind::Identifier(Form::Snake),
            "成文日期取哪个日期字段；没有填时取编号的那一天。",
            "\"decided_on\"",
        ),
        optional("receipt", Kind::Bool, "true：随文书另印一份送达回证。", "true"),
        optional(
            "plain",
            Kind::Bool,
            "true：个人信息不打码（送达当事人的文书），每次打印都记入日志；默认打码。",
            "true",
        ),
    ],
};
