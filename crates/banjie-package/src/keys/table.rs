//! Keys of `tables/*.toml`.

use super::{Form, Kind, Shape, Thing, optional, required};

/// A decision table file.
pub static TABLE: Shape = Shape {
    name: "table",
    title: "决策表",
    help: "按输入查出结果的标准；新标准写成新的一组，旧的留着，由日期决定用哪一组。",
    keys: &[
        required(
            "table",
            Kind::Identifier(Form::Snake),
            "决策表的英文名，在表达式里像函数一样用。",
            "\"insurance_rate\"",
        ),
        required("title", Kind::Title, "中文名称。", "\"科技保险保费补贴比例\""),
        optional("purpose", Kind::Title, "说明。", "\"按险种确定补贴比例\""),
        optional(
            "in",
            Kind::Map(Form::Snake, &Kind::FieldType),
            "输入列，按次序；没有输入的表是一组按日期生效的常数。",
            "{ kind = \"code(insurance_kind)\" }",
        ),
        required("out", Kind::Map(Form::Snake, &Kind::FieldType), "结果列。", "{ rate = \"percent\" }"),
        required(
            "dated",
            Kind::Tables(&DATED),
            "按生效日期分组的行。",
            "[{ since = 2010-01-01, rows = [{ kind = [\"credit\"], rate = \"40%\" }] }]",
        ),
    ],
};

static DATED: Shape = Shape {
    name: "dated",
    title: "一组标准",
    help: "自某日起生效，到下一组生效为止。",
    keys: &[
        required("since", Kind::Date, "生效日期。", "2010-01-01"),
        optional("basis", Kind::Ref(Thing::Basis), "依据。", "\"nanchang-insurance\""),
        required(
            "rows",
            Kind::Rows,
            "行：每个输入写一个值、一列值、\"*\"（任意）或区间 \"[0, 50)\"、\">= 50\"、\"< 50\";每个结果写一个值。",
            "[{ kind = [\"property\"], rate = \"50%\" }]",
        ),
    ],
};
