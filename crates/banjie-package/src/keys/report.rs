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
        optional(
            "public",
            Kind::Title,
            "签发以后可以向社会公布；写给公众的一句说明。不写则只在内部用。",
            "\"全年信访受理、办理和满意度\"",
        ),
        optional(
            "frame",
            Kind::Table(&FRAME),
            "公文的版头、版记（GB/T 9704—2012）。",
            "{ form = \"file\", issuer = \"{{ org }}文件\", number = \"温规〔{{ year }}〕{{ serial }}号\" }",
        ),
    ],
};

/// What stands around the text of an official document.
pub static FRAME: Shape = Shape {
    name: "frame",
    title: "版头版记",
    help: "写成 `[frame]` 一节。各项里可以用 {{ org }}、{{ period }}、{{ year }}（成文年份）、{{ serial }}（文号的序号，由 --number 给出）、{{ dated }}（成文日期，由 --dated 给出）；指标只能写在正文里。",
    keys: &[
        optional("form", Kind::OneOf(FORMS), "格式；默认 plain。", "\"file\""),
        optional("issuer", Kind::Title, "发文机关标志；联合行文用“、”隔开，最后可带“文件”。", "\"{{ org }}文件\""),
        optional("number", Kind::Title, "发文字号，年份用六角括号。", "\"温规〔{{ year }}〕{{ serial }}号\""),
        optional("copy_number", Kind::Title, "份号，涉密公文用。", "\"000001\""),
        optional("security", Kind::Title, "密级和保密期限。", "\"机密★1年\""),
        optional("urgency", Kind::Title, "紧急程度。", "\"特急\""),
        optional("signers", Kind::Title, "签发人，上行文用；几人用“、”隔开。", "\"张三\""),
        optional("to", Kind::Title, "主送机关，冒号不用写。", "\"各分局，市规划监察支队\""),
        optional(
            "attachments",
            Kind::Title,
            "另附的附件，几件用“；”隔开；正文里用 `\\attachment 标题` 开头的附件自动列出，不用再写。",
            "\"现场照片\"",
        ),
        optional("signature", Kind::Title, "署名；联合行文用“、”隔开。", "\"{{ org }}\""),
        optional("sealed", Kind::Bool, "true：盖章，署名在成文日期上方居中，留出印章的位置；默认不盖章。", "true"),
        optional("note", Kind::Title, "附注，括号不用写。", "\"联系人：陈某，电话：0577-00000000\""),
        optional("copy_to", Kind::Title, "抄送机关，句号不用写。", "\"市纪委市监委，市政府办公室\""),
        optional("printed_by", Kind::Title, "印发机关；印发日期同成文日期。", "\"{{ org }}办公室\""),
    ],
};

/// Forms of official documents.
pub static FORMS: &[(&str, &str)] = &[
    ("plain", "普通报告，不带红头"),
    ("file", "文件格式：红头、文号、红色分隔线、版记"),
    ("letter", "信函格式：红头、上下红色双线，文号居右"),
];

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
