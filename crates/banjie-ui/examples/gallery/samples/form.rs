//! Forms: every type of field, and faults.

use std::{collections::BTreeMap, sync::Arc};

use banjie_model::definition::{Class, CodeEntry, CodeList, Field, FieldType};
use banjie_ui::{
    Button, ChildRow, Choice, Choices, Clash, FieldFault, Icon, Input, KeptFile, Look, Options, button, conflict,
    csrf_field, error_summary, field, link_button, page as desk_page,
};
use indexmap::IndexMap;
use maud::{Markup, html};

use super::shell;

fn of(name: &str, title: &str, ty: FieldType) -> Field {
    Field {
        name: name.into(),
        title: title.into(),
        ty,
        required: false,
        default: None,
        class: Class::Internal,
        mask: None,
        unit: None,
        help: None,
        group: None,
        formula: None,
        lookup: None,
    }
}

fn required(field: Field) -> Field {
    Field { required: true, ..field }
}

fn helped(field: Field, help: &str) -> Field {
    Field { help: Some(help.into()), ..field }
}

/// A field of every type.
fn fields() -> Vec<Field> {
    vec![
        required(of("site", "地点与事由", FieldType::Text)),
        helped(required(of("kind", "违建类型", FieldType::Code("kinds".into()))), "拿不准的先选“其他”，勘查后再改"),
        of("category", "所属行业", FieldType::Tree("industries".into())),
        Field { unit: Some("m²".into()), ..of("area", "面积", FieldType::Decimal { precision: 10, scale: 2 }) },
        Field { unit: Some("层".into()), ..of("floors", "层数", FieldType::Int) },
        of("cost", "估算造价", FieldType::Money),
        of("share", "完工比例", FieldType::Percent),
        required(of("found", "发现日期", FieldType::Date)),
        of("at", "巡查时间", FieldType::Time),
        of("seen", "勘查时间", FieldType::DateTime),
        of("term", "所属学期", FieldType::Period),
        of("running", "正在施工", FieldType::Bool),
        of("unit", "承办机构", FieldType::Org),
        of("handler", "承办人", FieldType::Account),
        of("parent", "关联案件", FieldType::Ref("building.case".into())),
        required(of("party_id", "当事人身份证号", FieldType::IdCard)),
        of("company", "统一社会信用代码", FieldType::CreditCode),
        of("school", "学校标识码", FieldType::SchoolCode),
        of("student", "学籍号", FieldType::StudentNo),
        of("phone", "联系电话", FieldType::Phone),
        of("place", "位置", FieldType::Place),
        of("story", "简要案情", FieldType::LongText),
        of("decision", "处理决定书", FieldType::File),
        of("photos", "现场照片", FieldType::Files),
        of(
            "people",
            "涉及住户",
            FieldType::List(vec![
                required(of("name", "姓名", FieldType::Text)),
                of("relation", "关系", FieldType::Code("relations".into())),
                of("owner", "产权人", FieldType::Bool),
                of("paid", "已缴罚款", FieldType::Money),
            ]),
        ),
    ]
}

fn list(name: &str, entries: &[(&str, &str, Option<&str>)]) -> (Arc<str>, CodeList) {
    let entries = entries.iter().map(|(key, title, parent)| {
        ((*key).into(), CodeEntry { key: (*key).into(), title: (*title).into(), parent: parent.map(Into::into) })
    });
    (name.into(), CodeList { name: name.into(), entries: entries.collect() })
}

fn choices(fields: &[Field]) -> Choices {
    let codes: IndexMap<_, _> = [
        list(
            "kinds",
            &[
                ("rooftop", "楼顶违法建设", None),
                ("street", "临街扩建", None),
                ("farm", "占用耕地", None),
                ("other", "其他", None),
            ],
        ),
        list(
            "industries",
            &[
                ("edu", "教育", None),
                ("school", "中小学", Some("edu")),
                ("kinder", "幼儿园", Some("edu")),
                ("farm", "农业", None),
                ("tea", "茶叶", Some("farm")),
            ],
        ),
        list("relations", &[("self", "本人", None), ("kin", "亲属", None), ("tenant", "租户", None)]),
    ]
    .into_iter()
    .collect();
    let item = |key: &str, title: &str| Choice { key: key.into(), title: title.into(), group: String::new() };
    Choices::from_codes(fields, &codes)
        .with(
            "unit",
            Options {
                items: vec![item("城关镇国土规划所", "城关镇"), item("庆远镇国土规划所", "庆远镇")],
                search: "/api/orgs".into(),
            },
        )
        .with("handler", Options { items: Vec::new(), search: "/api/accounts".into() })
        .with("parent", Options { items: Vec::new(), search: "/api/find/building.case".into() })
}

fn typed(name: &str) -> &'static str {
    match name {
        "site" => "中山大道 118 号楼顶加建",
        "kind" => "rooftop",
        "area" => "112.50",
        "cost" => "186000.00",
        "found" => "2025-09-02",
        "running" => "是",
        "unit" => "城关镇国土规划所",
        "place" => "城关镇中山大道 118 号",
        "story" => "当事人未取得建设工程规划许可证，擅自加建。",
        _ => "",
    }
}

fn rows() -> Vec<ChildRow> {
    let row = |name: &str, relation: &str, paid: &str| ChildRow {
        texts: [("name", name), ("relation", relation), ("paid", paid)]
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
        errors: BTreeMap::new(),
        key: "r1".into(),
    };
    vec![row("张建国", "self", "2000.00"), row("李春燕", "kin", "")]
}

fn whole(faults: &[FieldFault], rows: &[ChildRow], clashes: &[Clash]) -> Markup {
    let fields = fields();
    let choices = choices(&fields);
    let files =
        [KeptFile { key: "a1".into(), title: "楼顶全景.jpg".into(), href: "/f/1".into(), size: "2.4 MB".into() }];
    let one = |name: &str| {
        let Some(it) = fields.iter().find(|field| &*field.name == name) else { return html! {} };
        let error = faults.iter().find(|fault| fault.name == name).map(|fault| fault.text.as_str());
        let value = if error.is_some() && name == "party_id" { "45120019850412003" } else { typed(name) };
        field(&Input {
            rows,
            files: if name == "photos" { &files } else { &[] },
            point: ("108.653201", "24.492877"),
            error,
            ..Input::new(it, value, &choices)
        })
    };
    let group = |title: &str, names: &[&str]| html! { section.form-group { h2 { (title) } div.fields { @for name in names { (one(name)) } } } };
    desk_page(
        &shell("登记案件", "违法建设查处", &[("城关镇", "/orgs/1"), ("违法建设查处", "/s/building"), ("登记案件", "")]),
        &html! {
            h1 { "登记案件" }
            form.form method="post" action="/cases" enctype="multipart/form-data" data-draft="/drafts/new" novalidate {
                (csrf_field("sample-token"))
                @if !clashes.is_empty() { (conflict("莫小明（庆远镇国土规划所）于 2025年10月14日 09:26 保存了“更正”。", clashes)) }
                (error_summary(faults))
                (group("案件", &["site", "kind", "category", "area", "floors", "cost", "share", "found", "at", "seen", "term", "running", "story"]))
                (group("承办", &["unit", "handler", "parent"]))
                (group("当事人", &["party_id", "company", "school", "student", "phone", "people"]))
                (group("位置与材料", &["place", "decision", "photos"]))
                div.form-foot {
                    (button(&Button { word: "登记", look: Look::Primary, ..Button::default() }))
                    (link_button("取消", "/cases", Look::Quiet, None))
                    (button(&Button { word: "作废草稿", look: Look::Danger, icon: Some(Icon::Cross), confirm: "草稿作废后不能找回，确定吗？", unchecked: true, name: "do", value: "discard", ..Button::default() }))
                    span.draft-state role="status" { "草稿保存于 09:28" }
                }
            }
        },
    )
}

/// A new case, half filled in.
pub fn page() -> Markup {
    whole(&[], &rows(), &[])
}

/// The same with faults.
pub fn errors_page() -> Markup {
    let fault =
        |name: &str, title: &str, text: &str| FieldFault { name: name.into(), title: title.into(), text: text.into() };
    let mut rows = rows();
    rows[1].errors.insert("paid".into(), "已缴罚款应为数字，如 2000.00".into());
    whole(
        &[
            fault("found", "发现日期", "发现日期不能晚于今天（2025-10-14）。请核对年份。"),
            fault("party_id", "当事人身份证号", "只有 17 位，少一位。请对照证件重新填写。"),
            fault("place", "位置", "位置在本市以外。请重新选点，或清空经纬度只留地址。"),
            fault("people[1].paid", "涉及住户第 2 行，已缴罚款", "应为数字，如 2000.00"),
            fault("", "", "同一地点已有在办案件“违建〔2025〕0298号”，请在原案中补充。"),
        ],
        &rows,
        &[],
    )
}

/// A form that somebody else saved meanwhile.
pub fn conflict_page() -> Markup {
    let clash =
        |title: &str, theirs: &str, mine: &str| Clash { title: title.into(), theirs: theirs.into(), mine: mine.into() };
    whole(
        &[],
        &rows(),
        &[
            clash("面积", "98.00 m²", "112.50 m²"),
            clash("联系电话", "138****2210", ""),
            clash("地点与事由", "城关镇中山大道 118 号（原食品公司宿舍）楼顶加建", "中山大道 118 号楼顶加建"),
        ],
    )
}
