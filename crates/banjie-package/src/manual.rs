//! The reference manual, generated from the same tables the checker works with.

use std::fmt::Write as _;

use banjie_model::{
    expr::Function,
    finding::Severity,
    report::{
        COMMON_DIMENSIONS, ChartKind, FIGURE_ATTRIBUTES, FIGURE_METHODS, FRAME_NAMES, REPORT_NAMES, TABLE_COLUMNS,
    },
};

use crate::{
    expression::functions,
    keys::{FILE_KINDS, Kind, Shape},
    pages::{codes, explain, severity_zh},
    types::TYPE_WORDS,
};

/// The generated pages: path from the top of the repository, text. `cargo xtask gen` writes them; a test compares.
#[must_use]
pub fn reference_pages() -> Vec<(&'static str, String)> {
    vec![
        ("docs/reference/keys.md", keys_page()),
        ("docs/reference/field-types.md", types_page()),
        ("docs/reference/functions.md", functions_page()),
        ("docs/reference/reports.md", reports_page()),
        ("docs/reference/findings.md", findings_page()),
    ]
}

/// Says that a page is not to be edited.
const GENERATED: &str = "<!-- 由 cargo xtask gen 从代码生成，不要手改 -->\n\n";

fn keys_page() -> String {
    let mut text = format!(
        "{GENERATED}# 定义文件的键\n\n一个系统是一个文件夹。下面是每种文件里可以写的全部键；没有列出的键不能写。\n\n"
    );
    text.push_str("| 文件 | 是什么 | 说明 |\n|---|---|---|\n");
    for kind in FILE_KINDS {
        let _ = writeln!(text, "| `{}` | {} | {} |", kind.pattern, kind.title, kind.help);
    }
    let mut written: Vec<&str> = Vec::new();
    for kind in FILE_KINDS {
        if let Some(shape) = kind.shape {
            let _ = writeln!(text, "\n## {}:`{}`", kind.title, kind.pattern);
            shape_section(shape, &mut text, &mut written);
        }
    }
    text
}

/// A shape, then the shapes its keys hold.
fn shape_section(shape: &'static Shape, text: &mut String, written: &mut Vec<&'static str>) {
    if written.contains(&shape.name) {
        return;
    }
    written.push(shape.name);
    if written.len() > 1 && !FILE_KINDS.iter().any(|kind| kind.shape.is_some_and(|s| s.name == shape.name)) {
        let _ = write!(text, "\n### {}\n", shape.title);
    }
    let _ = writeln!(text, "\n{}\n", shape.help);
    text.push_str("| 键 | 值 | 必须 | 说明 | 例 |\n|---|---|---|---|---|\n");
    for key in shape.keys {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | `{}` |",
            key.name,
            kind_zh(&key.kind),
            if key.required { "是" } else { "" },
            cell(key.help),
            cell(key.example),
        );
    }
    for key in shape.keys {
        if let Kind::OneOf(words) = &key.kind {
            let words: Vec<String> =
                words.iter().map(|(word, zh)| format!("`\"{word}\"` {}", zh.replace('*', "\\*"))).collect();
            let _ = writeln!(text, "\n`{}`:{}。", key.name, words.join(";"));
        }
    }
    for key in shape.keys {
        for inner in shapes_in(&key.kind) {
            shape_section(inner, text, written);
        }
    }
}

fn shapes_in(kind: &'static Kind) -> Vec<&'static Shape> {
    match kind {
        Kind::Table(shape) | Kind::Tables(shape) => vec![shape],
        Kind::Map(_, inner) => shapes_in(inner),
        Kind::Either(first, second) => [shapes_in(first), shapes_in(second)].concat(),
        _ => Vec::new(),
    }
}

fn kind_zh(kind: &'static Kind) -> String {
    match kind {
        Kind::Title => "文本".into(),
        Kind::Identifier(_) => "名字".into(),
        Kind::Int(..) => "整数".into(),
        Kind::Number => "数或百分比".into(),
        Kind::Bool => "true 或 false".into(),
        Kind::Date => "日期".into(),
        Kind::Version => "版本".into(),
        Kind::OneOf(_) => "固定的词".into(),
        Kind::Expression => "[表达式](functions.md)".into(),
        Kind::Duration => "时长".into(),
        Kind::FieldType => "[字段类型](field-types.md)".into(),
        Kind::Show => "显示方式".into(),
        Kind::Value => "单个值".into(),
        Kind::Ref(_) => "名字".into(),
        Kind::Refs(_) => "名字或一列名字".into(),
        Kind::Table(shape) => format!("表：{}", shape.title),
        Kind::Tables(shape) => format!("一列表：{}", shape.title),
        Kind::Map(_, inner) => format!("名字 → {}", kind_zh(inner)),
        Kind::Either(first, second) => format!("{}，或{}", kind_zh(first), kind_zh(second)),
        Kind::Rows => "一列行".into(),
    }
}

/// Text inside a table cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn types_page() -> String {
    let mut text = format!("{GENERATED}# 字段类型\n\n| 类型 | 名称 | 内容 |\n|---|---|---|\n");
    for word in TYPE_WORDS {
        let _ = writeln!(text, "| `{}` | {} | {} |", word.pattern, word.title, word.help);
    }
    text
}

fn functions_page() -> String {
    let mut text = format!(
        "{GENERATED}# 表达式的函数\n\n除了下面的函数，决策表的名字也像函数一样用：`insurance_rate(kind).rate`。\n\n| 写法 | 结果 |\n|---|---|\n"
    );
    for (function, usage) in functions() {
        let _ = writeln!(text, "| `{usage}` | {} |", function_zh(function));
    }
    text
}

fn function_zh(function: Function) -> &'static str {
    match function {
        Function::Today => "当天的日期",
        Function::Now => "当时的日期和时刻",
        Function::WorkingDays => "起日之后到止日（含）的工作日数；止日在前为负数",
        Function::AddWorkingDays => "某日之后第几个工作日，当日不计",
        Function::Days => "两个日期之间的天数",
        Function::Year => "年份",
        Function::Month => "月份",
        Function::Quarter => "季度",
        Function::Age => "周岁",
        Function::Size => "文件的个数、子表的行数、文字的字数",
        Function::Has => "是否有值",
        Function::Min => "最小的一个，没有值的不算",
        Function::Max => "最大的一个，没有值的不算",
        Function::Round => "四舍五入到几位小数",
        Function::Contains => "文字里是否有这一段",
        Function::StartsWith => "文字是否这样开头",
    }
}

fn reports_page() -> String {
    let mut text = format!(
        "{GENERATED}# 报告里的数字\n\n正文里 `{{{{ 指标 }}}}` 印出一个数字。下面是指标的其他各项，写成 `{{{{ 指标.growth }}}}`。\n\n"
    );
    let mut table = |title: &str, rows: &[(&str, &str)]| {
        let _ = writeln!(text, "## {title}\n\n| 写法 | 意思 |\n|---|---|");
        for (word, zh) in rows {
            let _ = writeln!(text, "| `{word}` | {zh} |");
        }
        text.push('\n');
    };
    table("每份报告都可以用的名字", &REPORT_NAMES);
    table("指标的各项", &FIGURE_ATTRIBUTES);
    table("带参数的各项", &FIGURE_METHODS);
    table("表格附加的列(with)", &TABLE_COLUMNS);
    table("每个指标都有的维度(by)", &COMMON_DIMENSIONS);
    let kinds = ChartKind::NAMES.map(|(_, word, zh)| (word, zh));
    table("图的样子(as)", &kinds);
    table("版头、版记里可以用的名字", &FRAME_NAMES);
    text.push_str(
        "表格：`{% table 指标, 指标 by 维度 with share, growth %}`；图：`{% chart 指标, 指标 by month as line %}`；各占一行。\n\n\
         图片：`![说明](文件名.png)`，文件放在 reports 文件夹。附件：`\\attachment 标题` 占一行，另起一页。换页：`\\newpage` 占一行。\n",
    );
    text
}

fn findings_page() -> String {
    let codes = codes();
    let mut text = format!(
        "{GENERATED}# 检查结果\n\n`banjie check` 能发现 {} 种问题；`banjie explain 名字` 在终端显示同样的说明。\n",
        codes.len()
    );
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let _ = writeln!(text, "\n## {}\n\n| 名字 | 问题 |\n|---|---|", severity_zh(severity));
        for (code, _, title) in codes.iter().filter(|(_, s, _)| *s == severity) {
            let _ = writeln!(text, "| [`{code}`](#{code}) | {title} |");
        }
    }
    for (code, ..) in &codes {
        let page = explain(code).unwrap_or_default();
        let body = page.split_once('\n').map_or("", |(_, rest)| rest);
        let title = page.lines().next().unwrap_or_default().trim_start_matches("# ");
        let _ = write!(text, "\n<a id=\"{code}\"></a>\n\n## {title}\n{body}");
    }
    text
}
