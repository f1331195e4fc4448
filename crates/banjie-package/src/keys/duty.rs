//! Keys of `duties/*.toml`.

use super::{Form, Kind, Shape, Thing, ledger::SUPERVISE, optional, required};

/// A file of duties.
pub static DUTIES: Shape = Shape {
    name: "duties",
    title: "义务文件",
    help: "一个文件可以写多项义务。",
    keys: &[required(
        "duties",
        Kind::Map(Form::Snake, &Kind::Table(&DUTY)),
        "义务。",
        "{ daily_memo = { title = \"每日工作备忘录\", each = \"org.kind == 'school'\", files = \"memo\", every = \"school day\", by = \"16:00\", since = 2025-09-01 } }",
    )],
};

static PERIODS: &[(&str, &str)] = &[
    ("school day", "每个教学日（学期内的工作日）"),
    ("working day", "每个工作日"),
    ("day", "每日"),
    ("week", "每周"),
    ("school week", "每个教学周"),
    ("month", "每月"),
    ("quarter", "每季度"),
    ("half year", "每半年"),
    ("term", "每学期"),
    ("year", "每年"),
];

/// A duty.
pub static DUTY: Shape = Shape {
    name: "duty",
    title: "义务",
    help: "某类单位每隔一段时间必须报送一次的事。系统按期为每个单位开出一条应报事项，记在与义务同名的台账里；报送的记录一到就销去，逾期不报的照常亮牌。",
    keys: &[
        required("title", Kind::Title, "中文名称。", "\"每日工作备忘录\""),
        required(
            "each",
            Kind::Expression,
            "哪些单位有这项义务：关于单位的条件。",
            "\"org.kind == 'school' && org.canteen\"",
        ),
        required("files", Kind::Ref(Thing::Ledger), "报送在哪本台账里；其他系统的写成 系统.台账。", "\"canteen_memo\""),
        optional(
            "on",
            Kind::Ref(Thing::Elsewhere),
            "按报送台账的哪个日期字段归入期间；不写则按录入的日期。",
            "\"made_on\"",
        ),
        optional("where", Kind::Expression, "报送的哪些记录才算；不写则都算。", "\"kind == 'daily'\""),
        required("every", Kind::OneOf(PERIODS), "多久一次。", "\"school day\""),
        required(
            "by",
            Kind::Title,
            "什么时候以前：期间最后一天的钟点 \"16:00\"，星期几的钟点 \"friday 17:00\"，期间之后 \"5 working days after\" 或 \"10 days after\"。",
            "\"16:00\"",
        ),
        required("since", Kind::Date, "从哪一天起有这项义务。", "2025-09-01"),
        optional("until", Kind::Date, "到哪一天为止。", "2026-07-03"),
        optional("excused_by", Kind::Refs(Thing::Role), "谁可以说明理由后免除一次。", "\"bureau\""),
        optional(
            "supervise",
            Kind::Table(&SUPERVISE),
            "临近和逾期时的后果；不写则逾期亮黄牌。",
            "{ yellow = { at = \"due\", to = [\"head\"] } }",
        ),
        optional("basis", Kind::Ref(Thing::Basis), "依据。", "\"canteen-12\""),
        optional("help", Kind::Title, "说明。", "\"每个供餐日都要报\""),
    ],
};
