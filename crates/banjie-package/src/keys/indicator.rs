//! Keys of `indicators/*.toml`.

use super::{Form, Kind, Shape, Thing, optional, required};

/// A file of indicators.
pub static INDICATORS: Shape = Shape {
    name: "indicators",
    title: "指标文件",
    help: "一个文件可以写多个指标。",
    keys: &[required(
        "indicators",
        Kind::Map(Form::Snake, &Kind::Table(&INDICATOR)),
        "指标。",
        "{ found = { title = \"违法建设案件数\", count = \"violation\", on = \"found_on\", unit = \"件\" } }",
    )],
};

/// An indicator.
pub static INDICATOR: Shape = Shape {
    name: "indicator",
    title: "指标",
    help: "一个有口径的数字。count、distinct、sum、avg、min、max、median、formula 写一个。",
    keys: &[
        required("title", Kind::Title, "中文名称。", "\"违法建设案件数\""),
        optional("count", Kind::Ref(Thing::Ledger), "数记录：台账名；数时限：台账.时限。", "\"violation\""),
        optional("distinct", Kind::Identifier(Form::Snake), "数不同的值：字段。", "\"party_id\""),
        optional("sum", Kind::Identifier(Form::Snake), "求和的字段。", "\"area\""),
        optional("avg", Kind::Identifier(Form::Snake), "求平均的字段。", "\"area\""),
        optional("min", Kind::Identifier(Form::Snake), "取最小的字段。", "\"area\""),
        optional("max", Kind::Identifier(Form::Snake), "取最大的字段。", "\"area\""),
        optional("median", Kind::Identifier(Form::Snake), "取中位数的字段。", "\"area\""),
        optional("formula", Kind::Expression, "由其他指标算出。", "\"rural_d / found\""),
        optional(
            "of",
            Kind::Ref(Thing::Ledger),
            "distinct、sum、avg、min、max、median 取自哪本台账。",
            "\"violation\"",
        ),
        optional(
            "on",
            Kind::Identifier(Form::Snake),
            "按哪个日期归入期间：日期字段、opened_on、closed_on；数时限时为 started_on、due_on、ended_on。不写则为当时的存量。",
            "\"found_on\"",
        ),
        optional("where", Kind::Expression, "只算哪些记录。", "\"kind == 'rooftop'\""),
        optional("unit", Kind::Title, "单位；求和的默认为字段的单位，百分比为 %。", "\"件\""),
        optional("show", Kind::Show, "怎样显示：integer、decimal(n)、percent(n)、wan(n)，四舍五入。", "\"percent(1)\""),
        optional(
            "suppress",
            Kind::Int(2, 1000),
            "小于这个数（且大于零）的格子在细分时不显示，连同能推算出它的格子，以免认出个人。",
            "5",
        ),
        optional("target", Kind::Number, "目标值；百分比写成 \"90%\"。", "\"95%\""),
        optional(
            "better",
            Kind::OneOf(&[("high", "越高越好"), ("low", "越低越好")]),
            "排名和完成率的方向；不写为 high。",
            "\"low\"",
        ),
        optional("help", Kind::Title, "口径说明。", "\"以发案日期为准\""),
        optional("basis", Kind::Ref(Thing::Basis), "依据。", "\"stat-form-3\""),
    ],
};
