//! Keys of `traits/*.toml`.

use super::{
    Form, Kind, Shape,
    ledger::{ACTIONS, CHECKS, FIELD, LIMITS, STATES, SUPERVISION, VIEWS},
    optional, required,
};

/// A trait file.
pub static TRAIT: Shape = Shape {
    name: "trait",
    title: "共用程序",
    help: "许多台账共有的字段、环节、动作和时限，例如整改销号、申报评审公示拨付；台账写 use 采用，同名的逐键改写。里面提到的角色和代码表要在采用它的系统里有。",
    keys: &[
        required("trait", Kind::Identifier(Form::Snake), "共用程序的英文名，与文件同名。", "\"rectification\""),
        required("title", Kind::Title, "中文名称。", "\"整改销号\""),
        optional("purpose", Kind::Title, "用在什么地方。", "\"一条问题从交办到销号\""),
        optional(
            "fields",
            Kind::Map(Form::Field, &Kind::Table(&FIELD)),
            "字段；排在台账自己的字段前面。",
            "{ measure = { title = \"整改措施\", type = \"long_text\" } }",
        ),
        CHECKS,
        STATES,
        ACTIONS,
        LIMITS,
        SUPERVISION,
        VIEWS,
    ],
};
