//! Keys of `stated/*.toml`.

use super::{Kind, Shape, Thing, optional, required};

/// A file of figures of record.
pub static STATED: Shape = Shape {
    name: "stated",
    title: "在案数字",
    help: "公开文稿里写过的数字，各由哪个指标算出；`banjie figures-of-record` 逐个重算比对。",
    keys: &[required(
        "figure",
        Kind::Tables(&FIGURE),
        "数字，一个一段 [[figure]]。",
        "[{ ids = [\"p01-003\"], figure = \"firms_registered\", period = \"2011\", value = \"73\" }]",
    )],
};

static FIGURE: Shape = Shape {
    name: "figure",
    title: "在案数字",
    help: "一个写过的数字。",
    keys: &[
        required(
            "ids",
            Kind::Refs(Thing::Elsewhere),
            "这个数字的编号；同一个数字写过几次的，编号都列上。",
            "[\"p01-003\"]",
        ),
        required(
            "figure",
            Kind::Title,
            "由哪个指标算出，写法同报告：found、found.growth、found.where(kind=\"rooftop\")。",
            "\"firms_registered\"",
        ),
        required("period", Kind::Title, "期间，写法同命令行。", "\"2011\""),
        optional("org", Kind::Title, "单位；不写为全部。", "\"鹿城分局\""),
        required("value", Kind::Number, "写的是多少：只写数，单位同指标。", "\"73\""),
        optional("within", Kind::Number, "允许相差多少；不写为分毫不差。", "\"0.05\""),
        optional("note", Kind::Title, "备注。", "\"原文四舍五入到万\""),
    ],
};
