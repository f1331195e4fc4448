//! Words of reports: writing, reviewing, signing, tracing, proof-reading.

use banjie_model::Moment;

/// Title.
pub const REPORTS: &str = "报告";
/// Lead.
pub const REPORTS_HELP: &str = "文稿从拟稿到签发，每个数都由记录算出；签发以后随时可以核对有没有变。";
/// Button.
pub const TRACE_A_FILE: &str = "核对打印的报告";
/// Button.
pub const PROOF_A_FILE: &str = "校核任意文档";
/// Title, button.
pub const NEW: &str = "写一份报告";
/// Lead.
pub const NEW_HELP: &str = "选好报告、期间和单位，从应用包的正文或以前的文稿写起。";
/// Heading.
pub const MANUSCRIPTS: &str = "文稿";
/// No role in the package of manuscripts.
pub const NO_PART: &str = "您没有“文稿送审签发”的岗位，看不到文稿；需要写、核、签报告的，请联系安全管理员。";
/// Empty.
pub const NO_MANUSCRIPTS: &str = "还没有文稿";
/// Empty.
pub const NO_MANUSCRIPTS_HELP: &str = "从下面可写的报告里选一份写起；送审、核稿、签发都在文稿页上办。";
/// Link.
pub const AS_LEDGER: &str = "按台账查看、筛选、导出";
/// Column, field.
pub const TITLE: &str = "标题";
/// Column.
pub const STATE: &str = "环节";
/// Column.
pub const LIMIT: &str = "时限";
/// Column.
pub const OFFICE: &str = "拟稿单位";
/// Column.
pub const CHANGED: &str = "最近办理";
/// Heading.
pub const OFFERS: &str = "可写的报告";
/// Empty.
pub const NO_OFFERS: &str = "没有可写的报告";
/// Empty.
pub const NO_OFFERS_HELP: &str = "您任职的应用包没有声明报告。报告写在应用包的 reports 文件夹里。";
/// Column.
pub const REPORT: &str = "报告";
/// Column.
pub const SYSTEM: &str = "应用包";
/// Column.
pub const ASKED: &str = "写的是";
/// Column.
pub const WRITE: &str = "操作";
/// Button.
pub const WRITE_ONE: &str = "写一份";
/// Chip.
pub const OFFICIAL: &str = "公文";
/// Heading.
pub const SIGNED: &str = "已签发";
/// Empty.
pub const NONE_SIGNED: &str = "还没有签发的报告";
/// Empty.
pub const NONE_SIGNED_HELP: &str = "签发的报告固定当时的数值、口径和日志位置，列在这里。";
/// Column.
pub const SIGNED_NUMBER: &str = "签发登记号";
/// Column.
pub const ABOUT: &str = "报告的单位";
/// Column.
pub const SIGNER: &str = "签发人";
/// Column.
pub const SIGNED_ON: &str = "签发日期";
/// Term.
pub const SIGNED_AT: &str = "签发时间";
/// Between sentences of one cell.
pub const SEMICOLON: &str = "；";
/// Between sentences.
pub const FULL_STOP: &str = "。";
/// After a label.
pub const COLON: &str = "：";
/// Between names.
pub const LISTED: &str = "、";
/// Nothing there.
pub const MISSING: &str = "—";

/// What a report asks for.
#[must_use]
pub fn parameter(name: &str, kind: &str) -> String {
    let told = match (name, kind) {
        (_, "year") => "一年",
        (_, "half_year") => "半年",
        (_, "quarter") => "一个季度",
        (_, "month") => "一个月",
        (_, "day") => "一天",
        (_, "school_year") => "一个学年",
        (_, "term") => "一个学期",
        (_, "org") => "一个单位",
        ("period", _) => "任意期间",
        (other, _) => other,
    };
    told.to_owned()
}

/// A title template as people read it.
#[must_use]
pub fn title_of(template: &str) -> String {
    ["{{ org }}", "{{ period }}", "（）"].iter().fold(template.to_owned(), |title, part| title.replace(part, ""))
}

/// A thing of a system.
#[must_use]
pub fn offer(package: &str, title: &str) -> String {
    format!("{package} · {title}")
}

/// A number of the register.
#[must_use]
pub fn number(number: i64) -> String {
    format!("第 {number} 号")
}

/// Heading of a refusal.
pub const NOT_DONE: &str = "没有办成，您填的内容还在";
/// Button.
pub const NEXT: &str = "下一步";
/// Label.
pub const PERIOD: &str = "期间";
/// Label.
pub const FROM: &str = "从哪里写起";
/// Help.
pub const FROM_HELP: &str = "选以前的文稿时，正文里的期间和年份会换成新的，换了几处会告诉您。";
/// Choice.
pub const OWN_TEXT: &str = "应用包的正文";
/// Button.
pub const BEGIN: &str = "开始写";
/// Button.
pub const OTHER_REPORT: &str = "换一份报告";
/// No such earlier text.
pub const NO_SUCH_TEXT: &str = "没有这份旧稿，或它不是同一种报告。请在“从哪里写起”里重选。";

/// An earlier manuscript.
#[must_use]
pub fn earlier(title: &str, period: &str, state: &str, number: Option<i64>) -> String {
    let state = number.map_or_else(|| state.to_owned(), |n| format!("第 {n} 号签发"));
    if period.is_empty() { format!("{title}（{state}）") } else { format!("{title}（{period}，{state}）") }
}

/// Made.
#[must_use]
pub fn begun(places: usize) -> String {
    match places {
        0 => "文稿已建好，请核对正文。".to_owned(),
        n => format!("文稿已建好，旧稿里有 {n} 处期间换成了新的，请逐处核对。"),
    }
}

/// Heading of the preview.
pub const PREVIEW: &str = "预览";
/// Name of the margin.
pub const FINDINGS: &str = "校核结果";
/// No findings.
pub const NO_FINDINGS: &str = "没有发现数字和格式问题";
/// Help.
pub const NO_FINDINGS_HELP: &str = "机器只看得出算不平、对不上、写法不合规范的地方；事实是否属实仍要人核。";
/// A text that cannot be composed.
pub const NOT_COMPOSED: &str = "正文还排不出来";

/// A rule.
#[must_use]
pub fn rule(rule: &str) -> String {
    format!("规则：{rule}")
}

/// A basis.
#[must_use]
pub fn basis(basis: &str) -> String {
    format!("依据：{basis}")
}

/// A line of the text.
#[must_use]
pub fn line(number: usize) -> String {
    format!("正文第 {number} 行")
}

/// Findings in numbers; empty where there are none.
#[must_use]
pub fn tally(counts: &[(&str, usize)]) -> String {
    let parts: Vec<String> = counts.iter().filter(|(_, n)| *n > 0).map(|(word, n)| format!("{n} 处{word}")).collect();
    parts.join("，")
}

/// A suggestion.
#[must_use]
pub fn suggestion(fix: &str) -> String {
    format!("建议改为：{fix}")
}

/// Summary of the list of figures.
#[must_use]
pub fn figures(n: usize) -> String {
    format!("本稿的数（{n} 个）：数值、口径、记录")
}

/// A text without figures.
pub const NO_FIGURES: &str = "正文里没有指标。键入 @ 选一个，或写 {{ 指标 }}。";
/// Link, column.
pub const RECORDS: &str = "记录";

/// A formula.
#[must_use]
pub fn formula(formula: &str) -> String {
    format!("公式：{formula}")
}

/// An attachment named under the text.
#[must_use]
pub fn enclosed(n: usize, title: &str, one: bool) -> String {
    if one { format!("附件：{title}") } else { format!("附件：{n}.{title}") }
}

/// The mark above an attachment.
#[must_use]
pub fn attachment(number: usize) -> String {
    if number == 0 { "附件".to_owned() } else { format!("附件{number}") }
}

/// Copies.
#[must_use]
pub fn copies(to: &str) -> String {
    format!("抄送：{to}")
}

/// Caption.
#[must_use]
pub fn table_caption(number: usize, caption: &str) -> String {
    format!("表{number} {caption}")
}

/// Caption.
#[must_use]
pub fn chart_caption(number: usize, caption: &str) -> String {
    format!("图{number} {caption}")
}

/// A chart without numbers.
pub const NOTHING_DRAWN: &str = "没有可画的数";
/// Summary.
pub const CHART_NUMBERS: &str = "图中的数";

/// Label.
pub const TEXT: &str = "正文";
/// Help.
pub const TEXT_HELP: &str =
    "一行一段。键入 @ 选指标；表格写 {% table 指标 by 维度 %}，图写 {% chart 指标 by month as bar %}，各占一行。";
/// Name of the picker.
pub const PICK: &str = "选指标：继续键入名称，上下键选择，回车插入";
/// Nothing found.
pub const PICK_NONE: &str = "没有合适的指标，换个词再找。";
/// Button.
pub const SAVE: &str = "保存";
/// Button.
pub const SUBMIT: &str = "保存并送审";
/// Done.
pub const SAVED: &str = "已保存为新版。";
/// Done.
pub const UNCHANGED: &str = "内容没有变，不另存新版。";
/// Done.
pub const SUBMITTED: &str = "已送审。核稿两个工作日，到期自动催办。";
/// Summary.
pub const ABOUT_REPORT: &str = "期间、单位、文号和拟稿说明";
/// Label.
pub const SERIAL: &str = "文号序号";
/// Label.
pub const DATED: &str = "成文日期";
/// Help.
pub const DATED_HELP: &str = "不填为签发当天。";
/// Label, term.
pub const REMARKS: &str = "拟稿说明";
/// Help.
pub const REMARKS_HELP: &str = "写给核稿人和签发人看，不进正文。";
/// Label, term.
pub const OPINION: &str = "核稿意见";
/// Label.
pub const REASON: &str = "理由";
/// Heading.
pub const STEPS: &str = "办理";
/// Heading.
pub const HANDS: &str = "经手";
/// Term.
pub const HANDS_OF: &str = "拟稿、改稿";
/// Term.
pub const SUBMITTED_BY: &str = "送审人";
/// Term.
pub const REVIEWED_BY: &str = "核稿人";
/// Summary.
pub const TEXT_SOURCE: &str = "正文原稿";
/// Link.
pub const VERSIONS: &str = "各版";
/// Link.
pub const CASE: &str = "办件页";
/// Link.
pub const MANUSCRIPT: &str = "文稿";
/// Link.
pub const WORD: &str = "Word";
/// Link.
pub const PDF: &str = "PDF";
/// Link.
pub const HTML: &str = "网页";
/// Link.
pub const MARKDOWN: &str = "Markdown";
/// Link.
pub const SIGNED_LINK: &str = "查看签发登记、核对其后变化、下载";
/// Link.
pub const TO_SIGN: &str = "去签发";
/// Help.
pub const TO_SIGN_HELP: &str = "先看清要固定的数值、口径和日志位置。";
/// Link.
pub const RESUME: &str = "继续登记签发号";
/// Done.
#[must_use]
pub fn done(title: &str) -> String {
    format!("已办理：{title}。")
}

/// Key of the report.
#[must_use]
pub fn report_key(key: &str) -> String {
    format!("报告：{key}")
}

/// Signed.
#[must_use]
pub fn signed_as(number: i64) -> String {
    format!("已签发，登记第 {number} 号。")
}

/// A kept draft.
#[must_use]
pub fn draft_there(at: Moment) -> String {
    format!("有 {} 自动保存的草稿，还没有存为新版", moment(at))
}

/// Help.
pub const DRAFT_HELP: &str = "可能是上次没有保存就离开了。";
/// Help.
pub const DRAFT_OLDER: &str = "草稿之后别人保存过新版；恢复以后请与“各版”对照。";
/// Button.
pub const DRAFT_USE: &str = "恢复草稿";
/// Button.
pub const DRAFT_DROP: &str = "放弃草稿";
/// Done.
pub const DRAFT_DROPPED: &str = "草稿已放弃。";

/// Summary.
pub const INDICATORS: &str = "指标清单";
/// Help.
pub const INDICATORS_HELP: &str = "复制左边的写法，粘到正文里；找的时候正文不会丢。";
/// Button.
pub const FIND: &str = "找指标";
/// The forms of a figure.
pub const FORMS: &str = "同一个指标还可以写：.previous 上期、.growth 比上期增长、.change 增长或下降多少（带字样）、.points 增减百分点、.rank 排名、.target 目标；.at(period=\"2024\") 另一期间、.of(\"某分局\") 另一单位、.where(kind=\"…\") 其中某一类。";

/// A moment.
#[must_use]
pub fn moment(at: Moment) -> String {
    at.format("%Y年%-m月%-d日 %H:%M").to_string()
}

/// Title.
#[must_use]
pub fn versions_of(title: &str) -> String {
    format!("各版：{title}")
}

/// Lead.
pub const VERSIONS_HELP: &str = "每次保存、送审、退回都留一版，最新的在前；绿色是加上的段落，划掉的是去掉的段落。";

/// A version.
#[must_use]
pub fn version(version: u32) -> String {
    format!("第 {version} 版")
}

/// Event.
pub const CREATED: &str = "新建";
/// Event.
pub const EDITED: &str = "更正";
/// The text stayed.
pub const TEXT_SAME: &str = "正文没有变。";

/// Lines that changed.
#[must_use]
pub fn lines(gone: usize, came: usize) -> String {
    format!("去掉 {gone} 段，加上 {came} 段")
}

/// Link in the trail.
pub const SIGN: &str = "签发";

/// Title.
#[must_use]
pub fn sign_title(title: &str) -> String {
    format!("签发：{title}")
}

/// Lead.
pub const SIGN_HELP: &str =
    "签发后下面的文字、数值、口径和记录一并固定，登记编号，不能再改；以后数据变了，核对时逐个指出。";
/// Heading.
pub const WILL_BE_FROZEN: &str = "将要固定的内容";
/// Term.
pub const FROZEN_FIGURES: &str = "数和口径";

/// How much is frozen.
#[must_use]
pub fn frozen(figures: usize, definitions: usize) -> String {
    format!("{figures} 个数，{definitions} 条口径")
}

/// Term.
pub const LOG: &str = "日志位置";

/// A place in the log.
#[must_use]
pub fn position(seq: i64) -> String {
    format!("日志第 {seq} 条")
}

/// As of when.
#[must_use]
pub fn as_of(at: Moment, seq: i64) -> String {
    format!("数据截至 {}，日志第 {seq} 条", moment(at))
}

/// Findings that are left.
#[must_use]
pub fn left_open(tally: &str) -> String {
    format!("校核还有 {tally} 没有处理")
}

/// Help.
pub const LEFT_OPEN_HELP: &str = "逐条看过、确认无误才签；要改正的，退回拟稿人。";
/// Button.
pub const SIGN_DO: &str = "签发并固定";
/// Question.
pub const SIGN_SURE: &str = "签发以后正文和数值不能再改。确定签发吗？";
/// Link.
pub const BACK: &str = "回到文稿";
/// The figures moved while the signer read.
pub const FIGURES_MOVED: &str = "您打开这一页以后，有数值或文字变了，没有签发。下面是现在的内容，请重新看过再签。";
/// Refusal.
pub const OWN_TEXT_NOT: &str = "您拟过或改过这份文稿的正文，不能由您签发。请由其他签发人签发。";
/// Rule.
pub const OWN_TEXT_RULE: &str = "签发人没有拟过、改过这份文稿";

/// Heading.
pub const FROZEN: &str = "签发登记";
/// Term.
pub const DIGEST: &str = "清单校验值";
/// A signed report that cannot be printed again.
pub const NOT_AGAIN: &str = "这份报告的正文不在库里，或者应用包、记录已与签发时不同，不能照原样再印；请以当时印发的文件为准。下面的核对不受影响。";

/// Lead.
#[must_use]
pub fn signed_by(name: &str, at: Moment) -> String {
    format!("{name}于 {} 签发", moment(at))
}

/// Title.
pub const TRACE: &str = "核对打印的报告";
/// Lead.
pub const TRACE_HELP: &str =
    "上传由办结写出的报告（Word、网页或 PDF），看是谁签发的、哪些数被改过、哪些数后来变了。文件看完即丢，不留存。";
/// Label.
pub const TRACE_FILE: &str = "报告文件";
/// Help.
pub const TRACE_FILE_HELP: &str = ".docx、.html 或 .pdf";
/// Button.
pub const TRACE_DO: &str = "核对";
/// Heading.
pub const TRACE_NOT: &str = "核对不了这个文件";
/// No file.
pub const NO_FILE: &str = "没有选择文件，或文件是空的。请选一个报告文件。";
/// Other kind.
pub const TRACE_KIND: &str = "只认 .docx、.html 和 .pdf。请选办结写出的报告文件。";
/// Heading.
pub const NOT_YOURS: &str = "这份报告里有您看不到的数，没有与数据库比对";
/// Help.
pub const NOT_YOURS_HELP: &str =
    "您在它的应用包里没有岗位，或它的单位不在您的管辖范围内。下面只核对文件自身：文中的数与文件里的清单是否一致。";
/// The list was changed.
pub const LIST_CHANGED: &str = "文件里的数据来源清单与写出时的校验值不符，清单被改动过";

/// Figures of other reports.
#[must_use]
pub fn strangers(n: usize) -> String {
    format!("文中有 {n} 处数不在清单里，可能是从别的报告粘贴来的")
}

/// PDF.
pub const PDF_ONLY_LIST: &str = "PDF 只核对内嵌的清单，不核对页面上印的字。";
/// Seal.
pub const UNSIGNED: &str = "没有签发的报告：只与数据库比对，没有签发登记可查";
/// Seal.
pub const SEAL_WHOLE: &str = "签发登记与日志完好，内容与登记一致。";

/// Who signed.
#[must_use]
pub fn issued(number: i64, name: &str, at: Moment) -> String {
    format!("第 {number} 号，{name}于 {} 签发", moment(at))
}

/// Heading.
pub const VERDICTS: &str = "逐数核对";

/// How many of each.
#[must_use]
pub fn counts(all: usize, counts: &[(usize, &str)]) -> String {
    let parts: Vec<String> = counts.iter().map(|(n, word)| format!("{n} 个{word}")).collect();
    if parts.is_empty() { "没有数".to_owned() } else { format!("{all} 个数：{}", parts.join("，")) }
}

/// Column.
pub const N: &str = "序号";
/// Column.
pub const PRINTED: &str = "印作";
/// Column.
pub const IN_TEXT: &str = "文中";
/// Column.
pub const VERDICT: &str = "结论";
/// Column.
pub const NOW: &str = "现在";
/// Column.
pub const FIGURE: &str = "名称与口径";
/// A figure that is gone.
pub const GONE: &str = "已删去";

/// Title.
pub const PROOF: &str = "校核文档";
/// Lead.
pub const PROOF_HELP: &str =
    "任何公文都可以校核：合计、占比、增幅、前后矛盾、序号、标点、格式、个人信息。内容看完即丢，不留存。";
/// Label.
pub const PROOF_FILE: &str = "文件";
/// Help.
pub const PROOF_FILE_HELP: &str = ".docx、.pdf（带文字）、.md、.txt、.html，不超过 20 MB";
/// Label.
pub const PROOF_TEXT: &str = "或者粘贴文字";
/// Help.
pub const PROOF_TEXT_HELP: &str = "选了文件时不看这里。";
/// Checkbox.
pub const PROOF_PUBLIC: &str = "将要公开：个人信息按错误提示";
/// Button.
pub const PROOF_DO: &str = "校核";
/// Button.
pub const PROOF_AS_HTML: &str = "结果存为网页";
/// Button.
pub const PROOF_AS_WORD: &str = "意见写成 Word 批注";
/// Button.
pub const PROOF_AS_JSON: &str = "结果存为 JSON";
/// Heading.
pub const PROOF_NOT: &str = "没有校核";
/// Too large.
pub const PROOF_LARGE: &str = "文件超过 20 MB。请拆成几个文件，或去掉图片后再校核。";
/// Nothing.
pub const PROOF_NOTHING: &str = "没有文件，也没有文字。请选一个文件，或粘贴要校核的文字。";
/// Name of a pasted text.
pub const PASTED: &str = "粘贴的文字.txt";
/// Too long.
pub const TOO_LONG_TO_SHOW: &str = "全文太长，这里只列意见；要看带标记的全文，请用“结果存为网页”。";
/// Format.
pub const FORMAT_TEXT: &str = "文本";

/// Name of a file of findings.
#[must_use]
pub fn proof_file(stem: &str, ending: &str) -> String {
    format!("{stem}-校核.{ending}")
}

/// Heading.
#[must_use]
pub fn proof_of(name: &str) -> String {
    format!("校核结果：{name}")
}

/// What was looked at.
#[must_use]
pub fn proof_counts(figures: usize, relations: usize, format: &str) -> String {
    format!("{format}，识别数字 {figures} 个、数字之间的关系 {relations} 组。")
}
