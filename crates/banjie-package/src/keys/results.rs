//! Keys of `results/*.toml`.

use super::{Form, Kind, Shape, Thing, optional, required};

/// A file of results.
pub static RESULTS: Shape = Shape {
    name: "results",
    title: "结果查询文件",
    help: "一个文件可以写多项结果查询。",
    keys: &[required(
        "results",
        Kind::Map(Form::Snake, &Kind::Table(&RESULT)),
        "结果查询。",
        "{ admission = { title = \"录取结果\", of = \"candidate\", outcomes = { admitted = \"已录取\" }, identify_by = [\"number\", \"id_card\"], shows = [\"school\"] } }",
    )],
};

/// Results to be looked up.
pub static RESULT: Shape = Shape {
    name: "result",
    title: "结果查询",
    help: "到了公布时间，本人凭证件号、编号等查到自己的结果；没有名单可看，填错和没有是同一个答复。",
    keys: &[
        required("title", Kind::Title, "中文名称。", "\"录取结果查询\""),
        required("of", Kind::Ref(Thing::Ledger), "查哪本台账的记录。", "\"candidate\""),
        required(
            "outcomes",
            Kind::Map(Form::Snake, &Kind::Title),
            "在哪些环节算有了结果，各告诉本人什么。",
            "{ admitted = \"已录取\", missed = \"未录取\" }",
        ),
        optional("where", Kind::Expression, "哪些记录可以查；不写则这些环节的都可以。", "\"round == 'first'\""),
        required(
            "identify_by",
            Kind::Refs(Thing::Elsewhere),
            "要填对哪些才查得到：至少两项，其中一项是证件号、学籍号、信用代码、电话或编号（number）。",
            "[\"id_card\", \"name\"]",
        ),
        required(
            "shows",
            Kind::Refs(Thing::Elsewhere),
            "查到以后显示的字段。个人信息按 mask 遮盖，敏感信息一律不显示。",
            "[\"school\", \"score\"]",
        ),
        optional(
            "released",
            Kind::Ref(Thing::Elsewhere),
            "公布时间：日期（当天零时起）或日期时刻字段；按批公布的写 引用字段.字段。没有填的不公布。不写则一有结果就能查。",
            "\"round.results_at\"",
        ),
        optional(
            "until",
            Kind::Ref(Thing::Elsewhere),
            "查询截止：日期（含当天）或日期时刻字段，写法同 released；不写则一直能查。",
            "\"query_until\"",
        ),
        optional("basis", Kind::Ref(Thing::Basis), "依据。", "\"admission-9\""),
        optional("help", Kind::Title, "写给公众的说明。", "\"对结果有疑问的，请在五个工作日内到招生办复核。\""),
    ],
};
