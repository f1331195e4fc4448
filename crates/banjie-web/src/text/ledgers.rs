//! Words of ledgers: lists, filters, import, export, maps, charts.

pub use crate::text::ui::DOT;

/// Between conditions.
pub const SEMICOLON: &str = "；";
/// Between entries.
pub const LIST_COMMA: &str = "、";
/// Between parts of a sentence.
pub const COMMA: &str = "，";
/// Way to look at records.
pub const LIST: &str = "列表";
/// Way to look at records.
pub const MAP: &str = "地图";
/// Way to look at records.
pub const CHARTS: &str = "统计图";
/// Name of the ways.
pub const WAYS: &str = "查看方式";
/// Name of the tabs.
pub const VIEWS: &str = "视图";
/// Button.
pub const IMPORT: &str = "导入";
/// Button.
pub const EXPORT: &str = "导出";
/// Button.
pub const NEW: &str = "新建";
/// Button.
pub const CANCEL: &str = "取消";

// Columns and filters.

/// Column.
pub const NUMBER: &str = "编号";
/// Column.
pub const LABEL: &str = "名称";
/// Column.
pub const STATE: &str = "状态";
/// Column.
pub const ORG: &str = "机构";
/// Column.
pub const HANDLER: &str = "经办人";
/// Column.
pub const OPENED: &str = "立案日期";
/// Column.
pub const CHANGED: &str = "最近变动";
/// Column.
pub const CLOSED: &str = "办结日期";
/// Column.
pub const DUE: &str = "时限";
/// Filter.
pub const DUE_DAY: &str = "到期日";
/// Filter.
pub const CARD: &str = "牌";
/// Filter.
pub const LOOK_FOR: &str = "包含文字（编号和各文字栏）";
/// Filter.
pub const ORG_BELOW: &str = "机构（含下级）";
/// Filter.
pub const HOW_FAR: &str = "办理情况";
/// The rest of the filters.
pub const MORE_FILTERS: &str = "更多条件";
/// The viewer.
pub const MYSELF: &str = "我";
/// Cases that go on.
pub const ONGOING: &str = "在办";
/// Cases that are done with.
pub const DONE: &str = "已办结";
/// Cases nobody handles.
pub const UNCLAIMED: &str = "待分派";
/// Something is there.
pub const THERE: &str = "有";
/// Nothing is there.
pub const NOT_THERE: &str = "没有";
/// Help of an exact text.
pub const WHOLE_HELP: &str = "个人信息须写完整才能找到";
/// Filter form: the order.
pub const ORDER: &str = "排序";
/// Usual orders, by the word of the address.
pub const ORDERS: [(&str, &str); 6] = [
    ("-entered", "最新登记在前"),
    ("entered", "最早登记在前"),
    ("due", "最先到期在前"),
    ("-changed", "最近变动在前"),
    ("-opened", "立案日期由近到远"),
    ("number", "编号由小到大"),
];
/// Standing of clocks, by the word of the address.
pub const DUE_CHOICES: [(&str, &str); 5] = [
    ("overdue", "已逾期"),
    ("today", "今天到期"),
    ("3d", "3 个工作日内到期"),
    ("5d", "5 个工作日内到期"),
    ("none", "没有在走的时限"),
];
/// Cards, by the word of the address.
pub const CARD_CHOICES: [(&str, &str); 3] = [("yellow", "现挂黄牌"), ("red", "现挂红牌"), ("referred", "已移送")];

/// An order by a field.
#[must_use]
pub fn ordered(title: &str, descending: bool) -> String {
    format!("{title}{}", if descending { "由大到小" } else { "由小到大" })
}

/// Two sentences as one text.
#[must_use]
pub fn two_sentences(problem: &str, advice: &str) -> String {
    format!("{}。{advice}", problem.trim_end_matches('。'))
}

/// "类型：楼顶"
#[must_use]
pub fn is(title: &str, value: &str) -> String {
    format!("{title}：{value}")
}

/// "面积（m²）"
#[must_use]
pub fn with_unit(title: &str, unit: Option<&str>) -> String {
    unit.map_or_else(|| title.to_owned(), |unit| format!("{title}（{unit}）"))
}

/// Filter by a whole text.
#[must_use]
pub fn whole(title: &str) -> String {
    format!("{title}（完整）")
}

/// Filter by the number of another record.
#[must_use]
pub fn by_number(title: &str) -> String {
    format!("{title}（编号）")
}

/// Filter by a part.
#[must_use]
pub fn contains(title: &str) -> String {
    format!("{title}含")
}

/// Filter by the first day.
#[must_use]
pub fn from(title: &str) -> String {
    format!("{title}起")
}

/// Filter by the last day.
#[must_use]
pub fn to(title: &str) -> String {
    format!("{title}止")
}

/// Filter by the least number.
#[must_use]
pub fn at_least(title: &str) -> String {
    format!("{title}不少于")
}

/// Filter by the greatest number.
#[must_use]
pub fn at_most(title: &str) -> String {
    format!("{title}不多于")
}

// Views.

/// View.
pub const VIEW_MINE: &str = "我经办的";
/// View.
pub const VIEW_LATE: &str = "已逾期";
/// View.
pub const VIEW_ALL: &str = "全部";
/// Opens the form.
pub const KEEP_VIEW: &str = "保存为视图";
/// Input.
pub const VIEW_NAME: &str = "视图名称";
/// Help.
pub const VIEW_HELP: &str = "把现在的筛选、排序和列存下来，作为一个标签，最多 40 个字";
/// Checkbox.
pub const VIEW_SHARED: &str = "本机构及下级人员也能看到";
/// Button.
pub const VIEW_SAVE: &str = "保存";
/// Button.
pub const VIEW_CHANGE: &str = "更新这个视图";
/// Button.
pub const VIEW_DELETE: &str = "删除这个视图";
/// Question.
pub const VIEW_DELETE_SURE: &str = "删除后不能恢复（记录不受影响）。确定删除这个视图？";
/// Remark.
pub const VIEW_DIFFERS: &str = "现在的列表与保存的不同";
/// Said afterwards.
pub const VIEW_DELETED: &str = "视图已删除。";
/// Refusal.
pub const VIEW_NAMELESS: &str = "视图没有保存：请填写视图名称。";
/// Refusal.
pub const VIEW_NAME_LONG: &str = "视图没有保存：名称最多 40 个字。";

/// Somebody else's view.
#[must_use]
pub fn shared_view(name: &str) -> String {
    format!("{name}（共享）")
}

/// Said afterwards.
#[must_use]
pub fn view_saved(name: &str) -> String {
    format!("视图“{name}”已保存。")
}

/// Refusal.
#[must_use]
pub fn too_many_views(most: usize) -> String {
    format!("视图没有保存：一个台账最多存 {most} 个视图，请先删除不用的。")
}

// The list.

/// Heading.
pub const NOT_READ: &str = "有的条件没有生效";
/// Empty.
pub const EMPTY: &str = "还没有记录";
/// Empty, for those who may register.
pub const EMPTY_FIRST: &str = "登记第一条，或把原来的表格导入进来。";
/// Empty, for others.
pub const EMPTY_READER: &str = "您管辖范围内还没有人登记。有了记录会列在这里。";
/// Nothing found.
pub const NOTHING_FITS: &str = "没有符合条件的记录";
/// Link.
pub const SHOW_ALL: &str = "看全部";

/// Nothing found.
#[must_use]
pub fn nothing_fits(words: &str) -> String {
    if words.is_empty() {
        "可以换一个视图。".to_owned()
    } else {
        format!("现在的条件是“{words}”。可以去掉几个条件，或者换一个视图。")
    }
}

/// Not every record could be put in order.
#[must_use]
pub fn bounded(n: &str) -> String {
    format!("符合条件的记录太多，只在最新的 {n} 条里按这个顺序排。请先筛选，再排序。")
}

/// Looking stopped before the page was full: so many were looked at, so many of them fit.
#[must_use]
pub fn looked(n: &str, found: usize, forth: bool) -> String {
    let turn = if forth { "下一页" } else { "上一页" };
    format!(
        "记录太多，这一页先查看了 {n} 条，其中 {found} 条符合。请点“{turn}”接着找，或者先按机构、状态、日期缩小范围。"
    )
}

/// Nothing on this page, more may come.
pub const NOT_FOUND_YET: &str = "还没有找到";
/// What is left.
pub const MORE_TO_LOOK_AT: &str = "还有记录没有查看，可以接着找。";

/// Caption of the table.
#[must_use]
pub fn caption(title: &str, words: &str) -> String {
    if words.is_empty() { title.to_owned() } else { format!("{title}，{words}") }
}

/// How old a count is, in seconds.
#[must_use]
pub fn counted_ago(seconds: i64) -> String {
    format!("{} 分钟前统计", seconds / 60)
}

// Several at once.

/// Button.
pub const ASSIGN: &str = "指派";
/// Label.
pub const ACTION: &str = "办理";
/// First entry.
pub const ACTION_CHOOSE: &str = "选择办理";
/// Button.
pub const ACT: &str = "办理";
/// Button.
pub const PRINT: &str = "打印文书";
/// Button.
pub const EXPORT_CHOSEN: &str = "导出所选";
/// Refusal.
pub const NOTHING_CHOSEN: &str = "还没有勾选记录。请先在列表左侧勾选，再点按钮。";
/// Refusal.
pub const NOTHING_TO_DO: &str = "没有这种批量办理。请用列表下方的按钮。";
/// Refusal.
pub const ACTION_NEEDED: &str = "请先在“选择办理”里选一项您有权办理的，再点“办理”。";
/// Caption.
pub const CHOSEN_RECORDS: &str = "所选记录";
/// Column.
pub const WHETHER: &str = "能否办理";
/// Can be done.
pub const CAN: &str = "可以";
/// Refusal.
pub const HANDLER_NEEDED: &str = "请选择经办人。";
/// Input.
pub const REMARK: &str = "说明（可不填）";
/// Input.
pub const DOCUMENT: &str = "文书";
/// Help.
pub const DOCUMENT_HELP: &str = "每条记录一份，Word 格式，打成一个 ZIP 包；编号的文书打印即给号";
/// Help, where the form is chosen too.
pub const DOCUMENT_HELP_FORMS: &str = "每条记录一份，送达回证随后；编号的文书打印即给号";
/// Input.
pub const FORM: &str = "格式";
/// Help.
pub const FORM_HELP: &str = "要直接打印选 PDF；还要改字选 Word";
/// Choice.
pub const FORM_PDF: &str = "合为一个 PDF";
/// Choice.
pub const FORM_WORD: &str = "每份一个 Word 文件，打成 ZIP 包";
/// Stage.
pub const SETTING: &str = "逐份排版";
/// Refusal.
pub const DOCUMENT_NEEDED: &str = "请选择要打印的文书。";
/// Stage.
pub const DOING: &str = "逐条办理";
/// Result.
pub const DONE_WORD: &str = "已办";
/// Result.
pub const REFUSED: &str = "未办";
/// Caption.
pub const RESULTS: &str = "逐条结果";
/// Column.
pub const RESULT: &str = "结果";
/// Caption.
pub const NOT_PRINTED: &str = "没有打印的";
/// Column.
pub const WHY: &str = "原因";
/// Before a rule.
pub const RULE: &str = "规则：";
/// Before a basis.
pub const BASIS: &str = "依据：";

/// Refusal.
#[must_use]
pub fn too_many_chosen(most: usize) -> String {
    format!("一次最多办理 {most} 条，请分批勾选。")
}

/// How many were chosen.
#[must_use]
pub fn chosen(n: usize) -> String {
    format!("所选 {n} 条记录")
}

/// Refusal.
#[must_use]
pub fn no_person(text: &str) -> String {
    format!("没有账号或姓名为“{text}”的人员，或同名的不止一人。请从列表中选择。")
}

/// A person with a post.
#[must_use]
pub fn person_of(name: &str, post: Option<&str>) -> String {
    post.map_or_else(|| name.to_owned(), |post| format!("{name}（{post}）"))
}

/// Title of a job.
#[must_use]
pub fn title_assign(name: &str) -> String {
    format!("批量指派给{name}")
}

/// Result.
#[must_use]
pub fn assigned_to(name: &str) -> String {
    format!("经办人改为{name}")
}

/// Title.
#[must_use]
pub fn bulk_title(action: &str) -> String {
    format!("批量办理“{action}”")
}

/// Button.
#[must_use]
pub fn do_it(action: &str) -> String {
    format!("确认办理“{action}”")
}

/// Result.
#[must_use]
pub fn acted(action: &str) -> String {
    format!("已办理“{action}”")
}

/// Before it is done.
#[must_use]
pub fn act_on(action: &str, open: usize, closed: usize) -> String {
    match (open, closed) {
        (0, _) => format!("所选的 {closed} 条现在都不能办理“{action}”，原因列在后面。"),
        (_, 0) => format!("{open} 条都可以办理“{action}”。确认后逐条办理，每条单独记录。"),
        _ => format!("{open} 条可以办理“{action}”，{closed} 条现在不能，原因列在后面；不能办理的不受影响。"),
    }
}

/// Result.
#[must_use]
pub fn bulk_done(done: usize, refused: usize) -> String {
    match refused {
        0 => format!("{done} 条全部办好。"),
        _ => format!("办好 {done} 条，{refused} 条没有办，原因见下。"),
    }
}

/// Title of a document with what printing it means.
#[must_use]
pub fn document(title: &str, plain: bool, numbered: bool) -> String {
    let marks = [(numbered, "给号"), (plain, "含明文，登记在案")];
    let marks: Vec<&str> = marks.iter().filter(|(on, _)| *on).map(|(_, word)| *word).collect();
    if marks.is_empty() { title.to_owned() } else { format!("{title}（{}）", marks.join("，")) }
}

/// Title of a job.
#[must_use]
pub fn title_print(title: &str) -> String {
    format!("批量打印“{title}”")
}

/// Result.
#[must_use]
pub fn printed(n: usize, failed: usize) -> String {
    match failed {
        0 => format!("打印了 {n} 份。"),
        _ => format!("打印了 {n} 份，{failed} 条没有打印，原因见下。"),
    }
}

// Import.

/// Lead.
pub const IMPORT_LEAD: &str =
    "先检查、后导入：检查不写入任何内容，并逐格指出问题；有误时可下载标好红的工作簿，改好后再传。";
/// Button.
pub const TEMPLATE: &str = "下载空白模板";
/// Heading.
pub const WORKBOOK: &str = "工作簿";
/// Input.
pub const WORKBOOK_FILE: &str = "选择 Excel 工作簿（.xlsx）";
/// Help.
pub const WORKBOOK_HELP: &str =
    "本系统的模板和导出的工作簿都能直接用；自己的表格只要标题与字段名称一致，列的先后不限。";
/// Input.
pub const CHANGED_ROWS: &str = "与已有记录不同的行";
/// Help.
pub const CHANGED_HELP: &str = "凭编号或关键字段认出已有记录；完全相同的行总是不动";
/// What becomes of changed rows.
pub const CHANGED_CHOICES: [(&str, &str); 3] =
    [("edit", "更正已有记录"), ("skip", "跳过，不改已有记录"), ("refuse", "当作错误指出来")];
/// Button.
pub const CHECK: &str = "检查";
/// Beside the button.
pub const CHECK_HELP: &str = "只检查，不写入";
/// Refusal.
pub const NO_WORKBOOK: &str = "没有选择文件，或文件是空的。请选择一个 .xlsx 工作簿。";
/// Unit.
pub const ROWS: &str = "行";
/// Unit of faults.
pub const PLACES: &str = "处";
/// Sum.
pub const ROWS_NEW: &str = "新增";
/// Sum.
pub const ROWS_CHANGED: &str = "更正";
/// Sum.
pub const ROWS_SAME: &str = "无变化";
/// Sum.
pub const ROWS_SKIPPED: &str = "有误或跳过";
/// Sum.
pub const ROWS_BAD: &str = "问题";
/// Nothing to write.
pub const NOTHING_NEW: &str = "没有新的内容：各行都与已有记录相同，或被跳过。";
/// Link.
pub const ANOTHER_FILE: &str = "改好后重新上传";
/// Link.
pub const TO_LIST: &str = "到列表查看";
/// Heads of the table of faults.
pub const FAULT_HEADS: [&str; 6] = ["工作表", "位置", "栏目", "内容", "问题", "怎么改"];

/// Title.
#[must_use]
pub fn import_title(ledger: &str) -> String {
    format!("导入{ledger}")
}

/// Name of the empty workbook.
#[must_use]
pub fn template_name(ledger: &str) -> String {
    format!("{ledger}-模板.xlsx")
}

/// Name of the marked workbook.
#[must_use]
pub fn marked_name(name: &str) -> String {
    format!("{}-标注.xlsx", name.strip_suffix(".xlsx").unwrap_or(name))
}

/// Refusal.
#[must_use]
pub fn may_not_import(ledger: &str, roles: &str) -> String {
    format!("您不能向“{ledger}”导入：须由能登记新记录的岗位（{roles}）办理。请转交他们，或请安全管理员授予岗位。")
}

/// Title of a job.
#[must_use]
pub fn checking(name: &str) -> String {
    format!("检查 {name}")
}

/// Title of a job.
#[must_use]
pub fn importing(name: &str) -> String {
    format!("导入 {name}")
}

/// What was read.
#[must_use]
pub fn read_from(name: &str, sheet: &str, rows: u64) -> String {
    format!("{name}，工作表“{sheet}”，{rows} 行")
}

/// Result.
#[must_use]
pub fn imported(created: u64, edited: u64, unchanged: u64) -> String {
    format!("已导入：新增 {created} 条，更正 {edited} 条，{unchanged} 条没有变化。")
}

/// Result.
#[must_use]
pub fn imported_good(created: u64, edited: u64, skipped: u64, bad: usize) -> String {
    format!("已导入无误的行：新增 {created} 条，更正 {edited} 条；有 {bad} 处问题，跳过 {skipped} 行。")
}

/// Result of a dry run.
#[must_use]
pub fn checked(created: u64, edited: u64) -> String {
    format!("没有发现问题，还没有写入。确认后将新增 {created} 条，更正 {edited} 条。")
}

/// Result of a dry run.
#[must_use]
pub fn checked_bad(bad: usize) -> String {
    format!("发现 {bad} 处问题，还没有写入。请改正后重新上传。")
}

/// Button.
#[must_use]
pub fn import_all(n: u64) -> String {
    format!("确认导入 {n} 条")
}

/// Button.
#[must_use]
pub fn import_good(n: u64) -> String {
    format!("只导入无误的 {n} 条")
}

/// A fault of a row.
#[must_use]
pub fn whole_row(row: u32) -> String {
    format!("第 {row} 行")
}

/// Caption.
#[must_use]
pub fn faults_shown(shown: usize, all: usize) -> String {
    if shown == all {
        format!("问题清单，共 {all} 处")
    } else {
        format!("问题清单，共 {all} 处，这里列出前 {shown} 处，其余见标注的工作簿")
    }
}

/// For the audit log.
#[must_use]
pub fn import_audit(name: &str, created: u64, edited: u64) -> String {
    format!("{name}：新增 {created}，更正 {edited}")
}

// Export.

/// Lead.
pub const EXPORT_LEAD: &str = "导出为 Excel 工作簿，含各字段、状态和时限；改动后可以重新导入。";
/// Masked.
pub const EXPORT_MASKED: &str = "个人信息已打码，重新导入时打码的值视为未改动。";
/// Many.
pub const EXPORT_LONG: &str = "记录较多，将在后台生成，完成后在结果页下载。";
/// Button.
pub const EXPORT_NOW: &str = "导出";
/// Disclosure.
pub const PLAIN: &str = "需要不打码的个人信息";
/// Help.
pub const PLAIN_HELP: &str =
    "写明用途后导出明文。用途、导出人、时间和条数登记在明文查看登记里，审计管理员可见。请妥善保管文件，用后删除。";
/// Input.
pub const PURPOSE: &str = "用途";
/// Help.
pub const PURPOSE_HELP: &str = "例如：向法院移送强制执行材料";
/// Refusal.
pub const PURPOSE_NEEDED: &str = "导出明文要写明用途。";
/// Button.
pub const EXPORT_PLAIN: &str = "导出明文并登记";
/// No condition.
pub const NO_CONDITION: &str = "没有筛选，包括管辖范围内的全部记录";

/// Title.
#[must_use]
pub fn export_title(ledger: &str) -> String {
    format!("导出{ledger}")
}

/// How many.
#[must_use]
pub fn so_many(n: &str) -> String {
    format!("共 {n} 条")
}

/// How many at least.
#[must_use]
pub fn more_than(n: &str) -> String {
    format!("{n} 条以上")
}

/// Name of the workbook.
#[must_use]
pub fn export_name(ledger: &str, at: &str) -> String {
    format!("{ledger}-{at}.xlsx")
}

/// Result.
#[must_use]
pub fn exported(rows: u64) -> String {
    format!("已导出 {rows} 条。")
}

/// For the audit log.
#[must_use]
pub fn export_audit(rows: u64, plain: bool, condition: &str) -> String {
    let plain = if plain { "明文" } else { "打码" };
    let condition = if condition.is_empty() { String::new() } else { format!("，{condition}") };
    format!("{rows} 条，{plain}{condition}")
}

// Map and charts.

/// Caption.
pub const WITHOUT_POINT: &str = "没有坐标的记录";
/// Month.
pub const BY_MONTH: &str = "按立案月份";
/// Series.
pub const RECORDS: &str = "记录";
/// Unit.
pub const UNIT: &str = "条";
/// The rest of a chart.
pub const REST: &str = "其余";
/// No value.
pub const NOT_GIVEN: &str = "未填";

/// Title of the map.
#[must_use]
pub fn points(with: usize, without: usize) -> String {
    match without {
        0 => format!("{with} 个点位"),
        _ => format!("{with} 个点位，另有 {without} 条没有坐标"),
    }
}

/// Too many for a map.
#[must_use]
pub fn more_points(most: &str) -> String {
    format!("符合条件的记录超过 {most} 条，图上只有最前面的 {most} 条。请用筛选缩小范围。")
}

/// Disclosure.
#[must_use]
pub fn without_point(n: usize) -> String {
    format!("{n} 条没有坐标")
}

/// Only the first.
#[must_use]
pub fn first_only(n: usize) -> String {
    format!("只列出前 {n} 条。")
}

/// Title of a chart.
#[must_use]
pub fn by(title: &str) -> String {
    format!("按{title}")
}

/// What is counted.
#[must_use]
pub fn of_condition(words: &str) -> String {
    format!("统计范围：{words}")
}

/// Only some were counted.
#[must_use]
pub fn newest_counted(n: usize) -> String {
    format!("按时限筛选的记录较多，只统计了最新的 {n} 条。请再加条件缩小范围。")
}

/// A workbook was sent, as the audit log says it.
#[must_use]
pub fn log_workbook(bytes: u64) -> String {
    format!("导入用的工作簿，{bytes} 字节")
}
