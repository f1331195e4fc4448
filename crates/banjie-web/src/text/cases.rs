//! Words of cases, their forms, drafts and files.

/// Correction.
pub const EDIT: &str = "更正信息";
/// Handler.
pub const ASSIGN: &str = "指定经办人";
/// A reason, and what stands in for one when it is only asked whether something is open.
pub const REASON: &str = "理由或说明";
/// Under the reason.
pub const REASON_HELP: &str = "会记入办理经过，今后查看这条记录的人都能看到";
/// Owner organisation.
pub const OWNER: &str = "归属机构";
/// Handler.
pub const HANDLER: &str = "经办人";
/// State.
pub const STATE: &str = "环节";
/// Receiving organisation.
pub const RECEIVER: &str = "移交给";
/// An old number.
pub const OLD_NUMBER: &str = "原编号";
/// Under it.
pub const OLD_NUMBER_HELP: &str = "补录旧件时填写原来的编号；新件留空，由系统编号";
/// Fields a later action fills in.
pub const LATER: &str = "以后办理中填写的内容";
/// Under it.
pub const LATER_HELP: &str = "新件不用填，办理到相应环节时再填；补录旧件时可以一并填写。";
/// Length of an extension.
pub const LENGTH: &str = "延长";
/// Unit.
pub const UNIT: &str = "单位";
/// Units of time: what is sent, what is shown.
pub const UNITS: [(&str, &str); 5] =
    [("days", "日"), ("working days", "个工作日"), ("months", "个月"), ("hours", "小时"), ("years", "年")];
/// Begin of a suspension.
pub const SUSPEND_FROM: &str = "中止开始";
/// Under it.
pub const SUSPEND_FROM_HELP: &str = "检验、检测、鉴定、听证等开始的时间；可以补录以前的";
/// End of a suspension.
pub const SUSPEND_UNTIL: &str = "恢复计时";
/// Under it.
pub const SUSPEND_UNTIL_HELP: &str = "还没有恢复的留空；恢复后再登记一次，填同样的开始时间和恢复时间";
/// Guards of an action.
pub const CONDITIONS: &str = "办理条件";
/// Summary, where an action has a basis and no conditions.
pub const BASIS_OF_ACTION: &str = "办理依据";
/// No action is open.
pub const NOTHING_TO_DO: &str = "这件现在没有您能办的；原因逐条写在“为什么不能办理”里。";
/// The case is closed.
pub const DONE_WITH: &str = "这件已经办结。";
/// Button.
pub const KEEP_DRAFT: &str = "暂存草稿";
/// Link.
pub const CANCEL: &str = "取消";
/// Link from a closed form.
pub const BACK: &str = "返回";
/// Title of a refusal.
pub const REFUSED: &str = "没有办理";
/// Between entries of one kind.
pub const ENUMERATION: &str = "、";
/// Between rows told in one line.
pub const ROW_END: &str = "；";
/// Before an explanation.
pub const COLON: &str = "：";

/// Missing value.
pub const FILL_IN: &str = "请填写";
/// Half a point, or no number.
pub const POINT: &str = "经度和纬度须同时填写，写成小数，如 120.652 和 28.012；不清楚的都留空";
/// Signs of a share, one of which is understood where none is written.
pub const PER: [char; 3] = ['%', '‰', '％'];
/// No length.
pub const BAD_LENGTH: &str = "请写一个大于零的整数，如 30";
/// A form without its key.
pub const NO_KEY: &str = "表单不完整，没有提交。请重新打开这一页再填写。";
/// Title over a form that was not sent.
pub const NOT_SENT: &str = "这次没有提交";
/// Sent twice at the same time.
pub const STILL_RUNNING: &str =
    "同一份表单已经提交，正在办理或者办理时系统中断了。请先核对是否已经办成；确认没有办成的，再提交一次。";
/// Sent before with other content.
pub const SENT_BEFORE: &str =
    "这份表单之前已经提交过一次，内容与现在的不同。请先核对已经办成的那一条；确需另办一条的，再提交一次。";
/// Link beside.
pub const LOOK_FIRST: &str = "去核对";

/// Title of a conflict.
pub const CONFLICT: &str = "您填写期间，别人改动了这条记录";
/// What to do.
pub const CONFLICT_HELP: &str =
    "下面是改动的内容。您填写的都还在表单里；没有动过的栏目已换成最新内容。核对后再提交，将在最新内容上办理。";
/// Column.
pub const FIELD: &str = "栏目";
/// Column.
pub const BEFORE: &str = "您打开时";
/// Column.
pub const THEIRS: &str = "现在";
/// Column.
pub const MINE: &str = "您填写的";
/// Cell.
pub const UNTOUCHED: &str = "未动";
/// No visible change.
pub const NOTHING_VISIBLE: &str = "栏目内容没有变化，只是办理记录增加了。";

/// Draft page.
pub const DRAFTS: &str = "草稿";
/// Under it.
pub const DRAFTS_HELP: &str = "没有提交的表单会自动暂存在这里，换一台电脑登录也能接着填。";
/// Column.
pub const DRAFT: &str = "表单";
/// Column.
pub const SAVED_AT: &str = "暂存时间";
/// Column.
pub const DRAFT_AWAY: &str = "操作";
/// Empty.
pub const NO_DRAFTS: &str = "没有草稿";
/// Under it.
pub const NO_DRAFTS_HELP: &str = "填写表单时会自动暂存；也可以点“暂存草稿”。";
/// Link.
pub const TO_WORK: &str = "去工作台";
/// Under the offer of a draft.
pub const DRAFT_HELP: &str = "可以接着填，也可以放弃它重新填写。作出选择以前，这一页不会自动暂存，以免盖掉它。";
/// Takes a draft up.
pub const DRAFT_USE: &str = "恢复草稿";
/// Throws it away.
pub const DRAFT_DROP: &str = "放弃草稿";
/// Asked before.
pub const DRAFT_DROP_SURE: &str = "放弃后不能找回，确定放弃这份草稿吗？";
/// Told.
pub const DRAFT_SAVED: &str = "草稿已暂存。";
/// Told.
pub const DRAFT_DROPPED: &str = "草稿已放弃。";

/// More actions.
pub const MORE: &str = "更多";
/// Reading in plain.
pub const PLAIN: &str = "查看明文";
/// Title over plain values.
pub const PLAIN_NOW: &str = "本页显示个人信息明文";
/// Purpose.
pub const PURPOSE: &str = "用途";
/// Under it.
pub const PURPOSE_HELP: &str = "如“电话通知当事人”。您的姓名、时间、用途和查看的栏目会登记备查；明文只显示这一次。";
/// No purpose.
pub const PURPOSE_MISSING: &str = "请写明用途";
/// Group of fields without one.
pub const CONTENT: &str = "内容";
/// A file whose content is not here.
pub const NAME_ONLY: &str = "只有文件名";
/// A file of a personal field.
pub const FILE_MASKED: &str = "含个人信息的文件";
/// Preview.
pub const PREVIEW: &str = "预览";
/// Time line.
pub const STORY: &str = "办理经过";

/// Panel of the clocks.
pub const CLOCKS: &str = "时限与计算";
/// Table.
pub const SUSPENSIONS: &str = "中止";
/// Table.
pub const EXTENSIONS: &str = "延长";
/// Table.
pub const PUBLISHED: &str = "公布过的到期日";
/// Column.
pub const FROM: &str = "开始";
/// Column.
pub const UNTIL: &str = "恢复";
/// Column.
pub const CAUSE: &str = "原因";
/// Column.
pub const ENTERED: &str = "登记时间";
/// Column.
pub const AT: &str = "时间";
/// Column.
pub const BY: &str = "批准人";
/// Column.
pub const DUE: &str = "到期";
/// Column.
pub const MADE_KNOWN: &str = "公布时间";
/// Column.
pub const WHY: &str = "原因";
/// A suspension without end.
pub const STILL: &str = "尚未恢复";
/// No due date while the clock stands still.
pub const STANDS_STILL: &str = "中止计时";

/// Panel.
pub const RELATED: &str = "相关记录";
/// Column.
pub const RECORD: &str = "记录";
/// Column.
pub const LEDGER: &str = "台账";
/// Column.
pub const HOW: &str = "关系";
/// Made by an action of this case.
pub const CREATED_BY_THIS: &str = "由本件产生";

/// Panel.
pub const COMMENTS: &str = "留言";
/// Input.
pub const COMMENT: &str = "写留言";
/// Under it.
pub const COMMENT_HELP: &str = "看得到这条记录的人都能看到；不要写个人信息";
/// Button.
pub const COMMENT_ADD: &str = "留言";
/// Button.
pub const COMMENT_REMOVE: &str = "删除留言";
/// Asked before.
pub const COMMENT_REMOVE_SURE: &str = "确定删除这条留言吗？";
/// Told.
pub const COMMENT_ADDED: &str = "留言已添加。";
/// Told.
pub const COMMENT_REMOVED: &str = "留言已删除。";
/// Told.
pub const COMMENT_EMPTY: &str = "留言是空的，没有添加。";

/// Panel.
pub const DOCUMENTS: &str = "文书";
/// Documents whose action was not taken yet.
pub const DOCUMENTS_LATER: &str = "其他文书（还没有办到相应环节）";
/// Nothing to print.
pub const NO_DOCUMENT_YET: &str = "目前没有要打印的文书。";
/// Button.
pub const PRINT: &str = "打印";

/// Button.
pub const PDF: &str = "打印 PDF";
/// Button.
pub const WORD: &str = "Word";

/// Days of the week, Monday first.
pub const WEEKDAYS: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

/// What an event is called that is no action of the ledger.
#[must_use]
pub fn deed(name: &str) -> Option<&'static str> {
    Some(match name {
        "create" => "登记",
        "edit" => "更正",
        "assign" => "指定经办人",
        "hand_over" => "移交",
        "suspend" => "中止时限",
        "resume" => "恢复计时",
        "extend" => "延长时限",
        "alert" | "tick" => "督办",
        "transfer" => "随机构调整转入",
        "rejudge" => "重新计算时限",
        _ => return None,
    })
}

/// Title of the form of a new record.
#[must_use]
pub fn create(ledger: &str) -> String {
    format!("登记{ledger}")
}

/// Title of an extension.
#[must_use]
pub fn extend(limit: &str) -> String {
    format!("延长{limit}")
}

/// Title of a suspension.
#[must_use]
pub fn suspend(limit: &str) -> String {
    format!("中止{limit}")
}

/// A deed and what it is about.
#[must_use]
pub fn of(deed: &str, record: &str) -> String {
    format!("{deed}：{record}")
}

/// How long an extension may be.
#[must_use]
pub fn at_most(length: &str, times: u32) -> String {
    format!("最多延长{length}，可延长{times}次")
}

/// Who may pass a guard.
#[must_use]
pub fn unless(roles: &str) -> String {
    if roles.is_empty() { "写明理由的除外。".to_owned() } else { format!("{roles}写明理由的除外。") }
}

/// A basis.
#[must_use]
pub fn basis(basis: &str) -> String {
    format!("依据：{basis}")
}

/// Address with its point.
#[must_use]
pub fn place(address: &str, lng: &str, lat: &str) -> String {
    format!("{address}（东经 {lng}°，北纬 {lat}°）")
}

/// Title of a cell of a list.
#[must_use]
pub fn in_row(list: &str, row: usize, field: &str) -> String {
    format!("{list}第{row}行“{field}”")
}

/// Number of rows.
#[must_use]
pub fn rows(rows: usize) -> String {
    format!("{rows}行")
}

/// Two sentences.
#[must_use]
pub fn two(problem: &str, advice: &str) -> String {
    if advice.is_empty() { format!("{problem}。") } else { format!("{problem}。{advice}") }
}

/// A reference to nothing.
#[must_use]
pub fn no_such_record(text: &str) -> String {
    format!("没有找到“{text}”这条记录，或者您无权查看。请输入编号或名称中的几个字，从列表中选")
}

/// A masked value that is no longer the one there was.
#[must_use]
pub fn masked(text: &str) -> String {
    format!("“{text}”是打码后的值，不能这样改。要改请填写完整的值；不改请恢复原样")
}

/// No such person.
#[must_use]
pub fn no_person(text: &str) -> String {
    format!("没有账号或姓名为“{text}”的人员，或同名的不止一人。请写账号")
}

/// No such organisation.
#[must_use]
pub fn no_org(text: &str) -> String {
    format!("没有名称或代码为“{text}”的机构。请从列表中选")
}

/// More than one organisation.
#[must_use]
pub fn ambiguous_org(text: &str) -> String {
    format!("名为“{text}”的机构不止一个。请写机构代码")
}

/// No moment.
#[must_use]
pub fn bad_moment(text: &str) -> String {
    format!("“{text}”不是日期和时间。请写成 2025-10-14 09:30")
}

/// A file that is not taken.
#[must_use]
pub fn file_refused(name: &str) -> String {
    format!(
        "“{name}”没有接收：只收图片、PDF、Office 文档、文本、压缩包和音视频；网页、程序等文件可能有害。请换成这些格式再传"
    )
}

/// Size of a file.
#[must_use]
pub fn size(bytes: u64) -> String {
    let tenths = |unit: u64| {
        let tenths = bytes.saturating_mul(10) / unit;
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KB", tenths(1_024)),
        _ => format!("{} MB", tenths(1_048_576)),
    }
}

/// Files of a personal field.
#[must_use]
pub fn files_masked(files: usize) -> String {
    format!("{files} 个文件，含个人信息，查看明文时显示")
}

/// Who changed it last.
#[must_use]
pub fn changed_by(who: &str, at: &str, action: &str) -> String {
    format!("{who}在 {at} 办理了“{action}”。")
}

/// There is a draft.
#[must_use]
pub fn draft_there(at: &str) -> String {
    format!("有一份 {at} 暂存的草稿")
}

/// Plain values are logged.
#[must_use]
pub fn plain_logged(purpose: &str) -> String {
    format!("用途“{purpose}”已登记。离开本页后恢复打码。")
}

/// Name and organisation.
#[must_use]
pub fn person(name: &str, org: &str) -> String {
    if org.is_empty() { name.to_owned() } else { format!("{name}（{org}）") }
}

/// Owner of a case.
#[must_use]
pub fn owned_by(org: &str) -> String {
    format!("归属：{org}")
}

/// Handler of a case.
#[must_use]
pub fn handled_by(person: Option<&str>) -> String {
    format!("经办人：{}", person.unwrap_or("未指定"))
}

/// Nothing changed.
#[must_use]
pub fn nothing_changed(number: &str) -> String {
    format!("{number} 的内容与原来相同，没有改动。")
}

/// Done.
#[must_use]
pub fn done(deed: &str, number: &str, state: Option<&str>) -> String {
    match state {
        Some(state) => format!("已办理“{deed}”：{number}，现在是“{state}”。"),
        None => format!("已办理“{deed}”：{number}。"),
    }
}

/// The whole time line.
#[must_use]
pub fn whole_story(entries: usize) -> String {
    format!("查看全部 {entries} 条经过")
}

/// A computed field.
#[must_use]
pub fn computed(title: &str) -> String {
    format!("{title}（自动计算）")
}

/// The n-th run of a limit.
#[must_use]
pub fn nth(title: &str, n: u32) -> String {
    format!("{title}（第{n}次）")
}

/// How many days were counted.
#[must_use]
pub fn counted(days: u32, stretches: usize) -> String {
    format!("逐日计算：计入 {days} 日，{stretches} 段不计")
}

/// From one day to another.
#[must_use]
pub fn span(from: &str, to: &str) -> String {
    format!("{from}至{to}")
}

/// A day.
#[must_use]
pub fn day(year: i32, month: u32, day: u32, weekday: &str) -> String {
    format!("{year}年{month}月{day}日 {weekday}")
}

/// A state that stops the clock.
#[must_use]
pub fn by_state(state: &str) -> String {
    format!("处于“{state}”环节")
}

/// A due date that may still move.
#[must_use]
pub fn provisional(due: &str) -> String {
    format!("{due}（暂定）")
}

/// Entered later.
#[must_use]
pub fn entered_late(at: &str) -> String {
    format!("{at} 补录")
}

/// Moved.
#[must_use]
pub fn moved(from: &str, to: &str) -> String {
    format!("{from} → {to}")
}

/// Began in a state.
#[must_use]
pub fn entered(state: &str) -> String {
    format!("进入“{state}”")
}

/// A clock started.
#[must_use]
pub fn started(limit: &str, due: &str) -> String {
    format!("{limit}开始，{due}到期")
}

/// A clock stands still.
#[must_use]
pub fn paused(limit: &str) -> String {
    format!("{limit}中止")
}

/// And goes on.
#[must_use]
pub fn resumed(limit: &str, due: &str) -> String {
    format!("{limit}恢复，{due}到期")
}

/// A due date moved.
#[must_use]
pub fn rejudged(limit: &str, was: &str, due: &str, why: &str) -> String {
    format!("{limit}到期日由{was}改为{due}（{why}）")
}

/// A clock fell away.
#[must_use]
pub fn fell_away(limit: &str) -> String {
    format!("{limit}不再适用")
}

/// A clock ended.
#[must_use]
pub fn met(limit: &str, on_time: bool) -> String {
    format!("{limit}{}", if on_time { "按期完成" } else { "超期完成" })
}

/// A consequence was taken back.
#[must_use]
pub fn withdrawn(kind: &str, limit: &str) -> String {
    format!("撤回{kind}（{limit}）")
}

/// Handed over.
#[must_use]
pub fn handed_over(from: &str, to: &str, forced: bool) -> String {
    format!("{from} → {to}{}", if forced { "（移交次数已满，转上级督办）" } else { "" })
}

/// A guard was passed.
#[must_use]
pub fn excepted(guard: &str) -> String {
    format!("例外办理：{guard}")
}

/// A record was created.
#[must_use]
pub fn created(ledger: &str) -> String {
    format!("产生{ledger}")
}

/// A document is to be printed.
#[must_use]
pub fn prints(document: &str) -> String {
    format!("应打印《{document}》")
}

/// Names this record in a field.
#[must_use]
pub fn refers_by(field: &str) -> String {
    format!("其“{field}”是本件")
}

/// Printed before.
#[must_use]
pub fn printed(at: &str, by: &str) -> String {
    format!("{at} {by}打印过")
}

/// Not printed.
#[must_use]
pub fn not_printed(why: &str) -> String {
    format!("没有打印：{why}")
}

/// Too long.
#[must_use]
pub fn comment_long(most: usize) -> String {
    format!("留言最多 {most} 字，没有添加。请缩短，或者作为附件上传。")
}

/// A file was brought, as the audit log says it.
#[must_use]
pub fn log_uploaded(kind: &str, bytes: u64) -> String {
    format!("附件 {kind}，{bytes} 字节")
}

/// A file was handed out, as the audit log says it.
#[must_use]
pub fn log_downloaded(of: &str, purpose: Option<&str>) -> String {
    match (of, purpose) {
        ("", _) => "本人上传的附件".to_owned(),
        (of, None) => format!("{of} 的附件"),
        (of, Some(purpose)) => format!("{of} 的附件，用途：{purpose}"),
    }
}
