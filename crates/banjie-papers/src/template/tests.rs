use banjie_model::figure::How;

use banjie_model::{
    definition::ReportDef,
    report::{Form, FrameDef},
};

use crate::{
    document::Frame,
    fixture::{compose_body, composed, document, report, setting},
    markdown,
};

/// The body as Markdown, without the title.
#[track_caller]
fn body(template: &str) -> String {
    let text = markdown::print(&document(template), markdown::Options::default());
    text.split_once("\n\n").map(|(_, body)| body.trim_end().to_owned()).unwrap_or_default()
}

#[track_caller]
fn check(template: &str, expected: &str) {
    assert_eq!(body(template), expected);
}

#[track_caller]
fn check_fault(template: &str, expected: &str) {
    let fault = compose_body(template).map(|(document, _)| markdown::print(&document, markdown::Options::default()));
    assert_eq!(fault.expect_err("a fault").to_string(), expected);
}

#[test]
fn figures_are_printed_as_their_definition_rounds_them() {
    check(
        "查处{{ found }}件，农村占{{ rural_share }}，罚款{{ fine }}万元。",
        "查处9,711件，农村占88.4%，罚款900.00万元。",
    );
    check("{{ rural_share|round(2) }} {{ fine|wan(0) }}", "88.41% 900");
}

#[test]
fn what_is_not_known_is_a_dash_and_never_zero() {
    check("{{ empty }}、{{ empty.growth }}、{{ empty.change }}", "—、—、增长—");
}

#[test]
fn other_periods_places_and_kinds_are_asked_for() {
    check("{{ found.at(period=\"2024\") }} {{ found.at(\"2024年\") }} {{ found.previous }}", "8,812 8,812 8,812");
    check("{{ found.of(\"鹿城分局\") }} {{ found.where(kind=\"rooftop\") }}", "9,711 4,856");
    check(
        "{% for branch in children %}{{ branch }}{{ found.of(branch) }}件；{% endfor %}",
        "鹿城分局9,711件；瓯海分局9,711件；",
    );
}

#[test]
fn growth_is_told_in_words() {
    check("比上年{{ found.change }}，罚款{{ fine.change }}。", "比上年增长10.2%，罚款下降27.1%。");
    check("{% if found.growth > 10% %}大增{% elif found.growth > 0 %}增{% else %}减{% endif %}", "大增");
    check("{{ '多' if found >= found.previous else '少' }}", "多");
}

#[test]
fn a_figure_without_a_value_compares_false_with_everything() {
    check("{{ 'a' if empty > 0 or empty <= 0 or empty == 0 else '无' }}", "无");
}

#[test]
fn numbers_computed_from_figures_keep_their_parts() {
    let document = document("多{{ found.minus(found.previous) }}件，为{{ found.over(found.previous) }}。");
    let texts: Vec<String> = document.figures.iter().map(|figure| figure.text()).collect();
    assert_eq!(texts, ["899", "110.2%"]);
    for figure in &document.figures {
        assert!(matches!(figure.trace().how, How::Computed(_)));
        assert_eq!(figure.trace().leaves().len(), 2);
    }
}

#[test]
fn sums_of_whole_numbers_are_whole_and_no_place_of_a_part_is_lost() {
    check("{{ found.plus(found.previous) }}", "18,523");
    check("{{ found.plus(found.previous|round(2)) }} {{ (found|round(1)).minus(found) }}", "18,523.00 0.0");
}

#[test]
fn bare_arithmetic_on_figures_is_refused() {
    let help = "数与数之间的计算请用 .plus(…)、.minus(…)、.over(…)，这样算出的数仍可溯源";
    let message = compose_body("甲\n{{ found - 1 }}").expect_err("refused").to_string();
    assert!(message.starts_with("正文第2行：无法计算（") && message.ends_with(help), "{message}");
    check_fault("{{ found.minus(3) }}", "正文第1行：数只能与另一个数计算，如 a.minus(b)；结果仍可溯源");
}

#[test]
fn unknown_names_and_answers_that_cannot_be_given_are_faults_with_their_line() {
    let help = "可用的名称：本应用包的指标、period、org、children";
    check_fault("一\n二\n{{ fuond }}", &format!("正文第3行：没有名为“fuond”的指标或变量。{help}"));
    check_fault("{{ found.of(\"没有\") }}", "正文第1行：没有机构“没有”");
    check_fault(
        "{{ found.at(\"去年\") }}",
        &format!("正文第1行：{}", banjie_model::period::Period::parse("去年").unwrap_err()),
    );
    check_fault(
        "甲\n{% table found by kind with shares %}",
        "正文第2行：表格没有“shares”这一栏。可用的栏：previous、growth、growth_on_year、points、points_on_year、rank、target、completion、share",
    );
}

#[test]
fn an_endless_template_is_stopped() {
    let message =
        compose_body("{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}").unwrap_err();
    assert!(message.to_string().contains("模板运行过久，已停止"), "{message}");
}

#[test]
fn all_figures_of_a_report_are_asked_for_in_one_batch_and_conditions_add_another() {
    assert_eq!(compose_body("{{ found }}{{ rural_share }}{{ found.growth }}\n{% table found by kind %}").unwrap().1, 1);
    assert_eq!(compose_body("{% if found > 0 %}{{ rural_share }}{% endif %}").unwrap().1, 2);
}

#[test]
fn values_are_never_read_as_markdown_or_html() {
    check("{{ \"**甲**<b>\" }} {{ org ~ found ~ '件' }}", "\\*\\*甲\\*\\*\\<b\\> 温州市规划局9,711件");
}

#[test]
fn a_line_that_is_only_a_tag_leaves_no_line_behind() {
    check("甲\n{% if found > 0 %}\n乙\n{% endif %}\n丙", "甲\n\n乙\n\n丙");
}

fn framed(frame: FrameDef, body: &str) -> Result<Frame, String> {
    let report = ReportDef { frame: Some(Box::new(frame)), ..report(body) };
    composed(&report, &setting()).map(|document| document.frame.unwrap()).map_err(|fault| fault.to_string())
}

#[test]
fn a_draft_leaves_room_for_the_number_and_is_dated_by_its_figures() {
    let frame = FrameDef {
        form: Form::File,
        issuer: Some("{{ org }}、温州市公安局文件".into()),
        number: Some("温规〔{{ year }}〕{{ serial }}号".into()),
        to: Some("各分局:".into()),
        note: Some("(此件公开)".into()),
        copy_to: Some("市纪委".into()),
        ..FrameDef::default()
    };
    let frame = framed(frame, "甲").unwrap();
    assert_eq!(frame.number.as_deref(), Some("温规〔2026〕\u{3000}\u{3000}号"));
    assert_eq!((frame.issuers.join("|"), frame.wenjian), ("温州市规划局|温州市公安局".to_owned(), true));
    assert_eq!(frame.dated.to_string(), "2026-01-05");
    let texts = [frame.recipients, frame.note, frame.copy_to].map(Option::unwrap_or_default);
    assert_eq!(texts, ["各分局：", "（此件公开）", "市纪委。"]);
}

#[test]
fn attachments_in_the_text_are_listed_and_numbered_before_those_apart() {
    let apart = FrameDef { attachments: Some("现场照片；图纸".into()), ..FrameDef::default() };
    let frame = framed(apart, "甲\n\\attachment {{ org }}情况表\n乙").unwrap();
    assert_eq!(frame.attachments, ["温州市规划局情况表", "现场照片", "图纸"]);
    let alone = document("甲\n\\attachment 情况表\n乙");
    assert!(matches!(&alone.blocks[1], crate::document::Block::Attachment { number: 0, .. }));
}

#[test]
fn a_figure_around_the_text_is_refused() {
    let frame = FrameDef { to: Some("{{ found }}".into()), ..FrameDef::default() };
    let fault = framed(frame, "甲").unwrap_err();
    assert!(fault.contains("frame.to") && fault.contains("org、period、year、serial、dated"), "{fault}");
}
