//! Keys of `creates` in an action.

use super::{Form, Kind, Shape, Thing, optional, required};

/// Records an action creates in another ledger.
pub static CREATION: Shape = Shape {
    name: "creation",
    title: "生成",
    help: "办理一件事时在别的台账里生成记录：检查中发现的问题逐条列入整改清单。",
    keys: &[
        required("ledger", Kind::Ref(Thing::Ledger), "在哪本台账里生成；其他系统的写成 系统.台账。", "\"item\""),
        optional("for_each", Kind::Ref(Thing::Field), "子表字段：每一行生成一条；不写则只生成一条。", "\"findings\""),
        optional("when", Kind::Expression, "满足条件才生成；it. 开头的是这一行的字段。", "\"it.serious\""),
        optional(
            "with",
            Kind::Map(Form::Snake, &Kind::Expression),
            "新记录的字段各取什么值：直接写的名字是本条办理之后的字段，it. 开头的是这一行的字段，this 是本条自己。",
            "{ what = \"it.what\", inspection = \"this\" }",
        ),
        optional("org", Kind::Expression, "新记录归哪个单位；不写则与本条相同。", "\"school\""),
    ],
};
