//! Keys of `notices/*.toml`.

use super::{Form, Kind, Shape, Thing, optional, required};

/// A file of notices.
pub static NOTICES: Shape = Shape {
    name: "notices",
    title: "公示文件",
    help: "一个文件可以写多项公示。",
    keys: &[required(
        "notices",
        Kind::Map(Form::Snake, &Kind::Table(&NOTICE)),
        "公示。",
        "{ subsidy_public = { title = \"补助公示\", of = \"claim\", during = \"public\", shows = [\"firm\", \"amount\"] } }",
    )],
};

/// A notice.
pub static NOTICE: Shape = Shape {
    name: "notice",
    title: "公示",
    help: "办件在某些环节时向社会公开哪些内容、公开多久、有异议怎么提。",
    keys: &[
        required("title", Kind::Title, "中文名称。", "\"科技保险补助公示\""),
        required("of", Kind::Ref(Thing::Ledger), "公示哪本台账的记录。", "\"claim\""),
        required("during", Kind::Refs(Thing::Elsewhere), "在哪些环节期间公示。", "\"public\""),
        optional("where", Kind::Expression, "哪些记录公示；不写则这些环节的都公示。", "\"amount > 0\""),
        required(
            "shows",
            Kind::Refs(Thing::Elsewhere),
            "公开的字段。个人信息按 mask 遮盖，敏感信息一律不能公开。",
            "[\"firm\", \"amount\"]",
        ),
        optional("period", Kind::Ref(Thing::Elsewhere), "公示期：台账里从公示环节起算的时限。", "\"publicity\""),
        optional(
            "objection",
            Kind::Table(&LINK),
            "异议登记在哪本台账、它的哪个字段引用被异议的记录。",
            "{ ledger = \"objection\", field = \"about\" }",
        ),
        optional("withdraw", Kind::Ref(Thing::Elsewhere), "撤回公示的办理动作。", "\"withdraw\""),
        optional("basis", Kind::Ref(Thing::Basis), "依据。", "\"subsidy-9\""),
        optional("help", Kind::Title, "写给公众的说明。", "\"对公示内容有异议的，请在公示期内实名提出。\""),
    ],
};

/// A ledger with a field that refers back.
pub static LINK: Shape = Shape {
    name: "link",
    title: "引用",
    help: "一本台账，以及它引用本条记录的字段。",
    keys: &[
        required("ledger", Kind::Ref(Thing::Ledger), "台账。", "\"objection\""),
        required("field", Kind::Ref(Thing::Elsewhere), "引用本条记录的字段。", "\"about\""),
    ],
};
