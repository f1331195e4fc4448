//! Keys of the front matter of `reports/*.md`.

use super::{Form, Kind, Shape, optional, required};

/// The front matter of a report.
pub static FRONT_MATTER: Shape = Shape {
    name: "report",
    title: "报告",
    help: "写在文首两行 `---` 之间。",
    keys: &[
        required("report", Kind::Identifier(Form::Snake), "报告的英文名。", "\"annual\""),
        required("title", Kind::Title, "标题，可以用 {{ org }}、{{ period }}。", "\"{{ org }}{{ period }}工作总结\""),
        optional(
            "parameters",
            Kind::Map(Form::Snake, &Kind::OneOf(PARAMETERS)),
            "出报告时要给的参数。",
            "{ period = \"year\", org = \"org\" }",
        ),
    ],
};

/// Kinds of report parameters.
pub static PARAMETERS: &[(&str, &str)] = &[
    ("year", "年"),
    ("half_year", "半年"),
    ("quarter", "季度"),
    ("month", "月"),
    ("day", "日"),
    ("school_year", "学年"),
    ("term", "学期"),
    ("period", "任意期间"),
    ("org", "单位"),
];
