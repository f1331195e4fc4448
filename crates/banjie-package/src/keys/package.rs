//! Keys of `package.toml`.

use super::{Form, Kind, Shape, Thing, optional, required};

/// `package.toml`.
pub static PACKAGE: Shape = Shape {
    name: "package",
    title: "系统",
    help: "一个系统是一个文件夹；这个文件说明它是谁、依据什么、谁来用。",
    keys: &[
        required("format", Kind::Int(1, i64::MAX), "包格式的版本；现在是 1。", "1"),
        required(
            "package",
            Kind::Identifier(Form::Kebab),
            "系统的英文名，永不改变，与文件夹同名。",
            "\"building-violations\"",
        ),
        required("version", Kind::Version, "版本：主.次.修订。办件钉在立案时的版本上。", "\"1.0.0\""),
        required("title", Kind::Title, "系统的中文名称，显示在页面顶部。", "\"违法建设电子监察\""),
        optional("purpose", Kind::Title, "这个系统解决什么问题。", "\"每一起案件第一时间录入，按时限催办、督办。\""),
        optional("needs", Kind::Refs(Thing::Package), "用到的其他系统：可以引用它们的台账和代码表。", "[\"orgs\"]"),
        optional(
            "basis",
            Kind::Map(Form::Kebab, &Kind::Table(&BASIS)),
            "法律依据，一条一表。",
            "{ planning-64 = { law = \"中华人民共和国城乡规划法\", article = \"第六十四条\" } }",
        ),
        optional(
            "roles",
            Kind::Map(Form::Snake, &Kind::Table(&ROLE)),
            "角色。",
            "{ inspector = { title = \"监察员\", sees = \"own\" } }",
        ),
        optional(
            "codes",
            Kind::Map(Form::Snake, &Kind::Map(Form::Code, &Kind::Either(&Kind::Title, &Kind::Table(&CODE)))),
            "代码表：每个代码写中文名称，或写一张带上级的表。",
            "{ violation_kind = { rooftop = \"楼顶违法建设\" } }",
        ),
        optional(
            "dashboards",
            Kind::Map(Form::Snake, &Kind::Table(&DASHBOARD)),
            "看板：打开这个系统的指标时先看到的数字和图。不写的，由系统按指标自动排一块。",
            "{ overview = { title = \"办案总览\", tiles = [\"found\"], charts = [{ indicator = \"found\", by = \"month\" }] } }",
        ),
    ],
};

static BASIS: Shape = Shape {
    name: "basis",
    title: "法律依据",
    help: "时限、检查和标准的出处。写明法名、版本和条款，光有条号不算依据。",
    keys: &[
        required("law", Kind::Title, "法律、法规或文件的名称，不带书名号。", "\"中华人民共和国城乡规划法\""),
        optional("version", Kind::Date, "所指版本的日期（公布或修正）。", "2019-04-23"),
        optional("article", Kind::Title, "条、款、项。", "\"第六十四条\""),
        optional(
            "checked",
            Kind::Date,
            "最近一次与原文核对的日期；`banjie check --stale` 列出一年以上没有核对的。",
            "2026-11-01",
        ),
        optional("note", Kind::Title, "备注。", "\"2021 年修订后条号有变\""),
    ],
};

static ROLE: Shape = Shape {
    name: "role",
    title: "角色",
    help: "谁能办什么、能看多远。",
    keys: &[
        required("title", Kind::Title, "角色的中文名称。", "\"分局局长\""),
        required(
            "sees",
            Kind::OneOf(&[("own", "本单位的记录"), ("subtree", "本单位及下级单位的记录"), ("all", "全部记录")]),
            "能看到的范围。",
            "\"subtree\"",
        ),
    ],
};

static CODE: Shape = Shape {
    name: "code",
    title: "代码",
    help: "有上级的代码构成树。",
    keys: &[
        required("title", Kind::Title, "中文名称。", "\"鹿城区\""),
        optional("parent", Kind::Ref(Thing::Parent), "上级代码，写在同一张代码表里。", "\"wenzhou\""),
    ],
};

static DASHBOARD: Shape = Shape {
    name: "dashboard",
    title: "看板",
    help: "并排的数字和下面的图。一个系统可以有几块看板，按书写的先后显示。",
    keys: &[
        required("title", Kind::Title, "中文名称。", "\"办案总览\""),
        required("tiles", Kind::Refs(Thing::Elsewhere), "并排显示的指标，按先后。", "[\"found\", \"closed\"]"),
        optional("charts", Kind::Tables(&DASH_CHART), "图，按先后。", "[{ indicator = \"found\", by = \"month\" }]"),
    ],
};

static DASH_CHART: Shape = Shape {
    name: "dash_chart",
    title: "看板的图",
    help: "一个指标的图。",
    keys: &[
        required("indicator", Kind::Ref(Thing::Elsewhere), "指标。", "\"found\""),
        required(
            "by",
            Kind::Ref(Thing::Elsewhere),
            "怎样分：month、year、org、state，或指标的台账里的代码、是否、单位字段（个人信息和敏感信息不能用）。",
            "\"month\"",
        ),
    ],
};
