//! Words of the public's portal: plain ones.

/// Words of the portal.
pub const PORTAL: &str = "网上办事";
/// Words of the portal.
pub const WELCOME: &str = "您要办什么？";
/// Words of the portal.
pub const SEARCH: &str = "找一项服务";
/// Words of the portal.
pub const SEARCH_EXAMPLE: &str = "如：助学贷款、信访";
/// Words of the portal.
pub const SEARCH_DO: &str = "查找";
/// Words of the portal.
pub const SERVICES: &str = "办事";
/// Words of the portal.
pub const ALL_SERVICES: &str = "看全部事项";
/// Words of the portal.
pub const NO_SERVICES: &str = "没有找到事项";
/// Words of the portal.
pub const NONE_YET: &str = "目前还没有内容，请稍后再来，或到办事窗口咨询。";
/// Words of the portal.
pub const OTHER_WORDS: &str = "换几个字再试，或清空后看全部。";
/// Words of the portal.
pub const COMMA: &str = "；";
/// Words of the portal.
pub const STOP: &str = "；";
/// Words of the portal.
pub const OR: &str = "”或“";
/// Words of the portal.
pub const AND: &str = "、";
/// Words of the portal.
pub const MISSING: &str = "—";
/// Words of the portal.
pub const AUDIENCE: &str = "谁可以办";
/// Words of the portal.
pub const PROMISED: &str = "多久办完";
/// Words of the portal.
pub const FEE: &str = "收费";
/// Words of the portal.
pub const FREE: &str = "不收费";
/// Words of the portal.
pub const OFFICE: &str = "办理地点和电话";
/// Words of the portal.
pub const BASIS: &str = "依据";
/// Words of the portal.
pub const APPLY: &str = "在线申请";
/// Words of the portal.
pub const NOT_ONLINE: &str = "这项服务目前不能在网上申请";
/// Words of the portal.
pub const AT_THE_WINDOW: &str = "请到办事窗口办理或咨询。";
/// Words of the portal.
pub const MATERIALS: &str = "要准备什么";
/// Words of the portal.
pub const NO_MATERIALS: &str = "不用交材料。";
/// Words of the portal.
pub const TO_FILL_IN: &str = "要填写什么";
/// Words of the portal.
pub const MUST: &str = "（必填）";
/// Words of the portal.
pub const NEEDED: &str = "必交";
/// Words of the portal.
pub const MAYBE: &str = "按情况";
/// Words of the portal.
pub const ON_PAPER: &str = "（交纸质件）";
/// Words of the portal.
pub const AFTERWARDS: &str = "提交以后";
/// Words of the portal.
pub const AFTERWARDS_HOW: &str = "提交后会给您编号和查询码。凭编号和登记的手机号可以看进度、补充材料，办结后可以评价。";
/// Words of the portal.
pub const FOLLOW: &str = "查询进度";
/// Words of the portal.
pub const LETTERS: &str = "写信";
/// Words of the portal.
pub const LETTERS_ABOUT: &str = "有意见、建议，或者问题一直没有解决，可以写信。来信会登记编号，按规定的期限答复。";
/// Words of the portal.
pub const BETWEEN: &str = "、";
/// Words of the portal.
pub const NO_LETTERS: &str = "目前没有开通信箱";
/// Words of the portal.
pub const GUIDE: &str = "先看办理说明";
/// Words of the portal.
pub const FOLLOW_LETTER: &str = "查询来信的办理进度";
/// Words of the portal.
pub const TRAP: &str = "请不要填写";
/// Words of the portal.
pub const TRAPPED: &str = "表单没有提交。请重新打开页面再填写一次。";
/// Words of the portal.
pub const NO_KEY: &str = "表单不完整，没有提交。请重新打开页面再填写一次。";
/// Words of the portal.
pub const FILL_IN: &str = "请填写";
/// Words of the portal.
pub const HAND_IN: &str = "请上传";
/// Words of the portal.
pub const BY_NUMBER: &str = "请填写编号，不要用“#”开头的内部号码";
/// Words of the portal.
pub const REFUSED: &str = "没有提交成功";
/// Words of the portal.
pub const TAKEN_BY: &str = "受理单位";
/// Words of the portal.
pub const CHOOSE_OFFICE: &str = "请选择由哪个单位受理";
/// Words of the portal.
pub const PHONE: &str = "联系电话";
/// Words of the portal.
pub const PHONE_HELP: &str = "查询进度时要用；只用来核对，不公开";
/// Words of the portal.
pub const FILL_IN_PHONE: &str = "请填写手机号，或带区号的固定电话";
/// Words of the portal.
pub const APPLY_HOW: &str = "带“必填”的一定要填。填好后先看一遍，再提交。";
/// Words of the portal.
pub const PREVIEW: &str = "下一步：核对";
/// Words of the portal.
pub const LOOK_AGAIN: &str = "请核对";
/// Words of the portal.
pub const LOOK_AGAIN_HOW: &str = "请看一遍填写的内容，没有问题就提交；要改就返回修改。";
/// Words of the portal.
pub const SEND: &str = "提交";
/// Words of the portal.
pub const BACK: &str = "返回修改";
/// Words of the portal.
pub const SENT_ALREADY: &str = "这份表单正在提交或已经提交过。请先查询进度，不要重复提交；要另办一件，请重新打开表单。";
/// Words of the portal.
pub const SENT: &str = "已提交";
/// Words of the portal.
pub const KEEP_SAFE: &str = "请保存好编号和查询码";
/// Words of the portal.
pub const KEEP_CODE: &str = "您没有留电话，只能凭查询码查询。查询码只显示这一次，遗失后无法找回。";
/// Words of the portal.
pub const KEEP_NUMBER: &str = "凭编号（或查询码）和登记的电话可以查询进度。查询码只显示这一次。";
/// Words of the portal.
pub const MATTER: &str = "事项";
/// Words of the portal.
pub const NUMBER: &str = "编号";
/// Words of the portal.
pub const CODE: &str = "查询码";
/// Words of the portal.
pub const PRINT_IT: &str = "可以打印或者截图保存本页。";
/// Words of the portal.
pub const REGISTERED: &str = "已登记";
/// Words of the portal.
pub const NUMBER_OR_CODE: &str = "编号或查询码";
/// Words of the portal.
pub const NUMBER_HELP: &str = "提交时给您的编号，如 信〔2025〕0001号；或者 16 位查询码";
/// Words of the portal.
pub const PHONE_OR_ID: &str = "登记的电话或证件号";
/// Words of the portal.
pub const PHONE_OR_ID_HELP: &str = "申请时填写的；没有留电话的，只填查询码";
/// Words of the portal.
pub const LOOK_UP: &str = "查询";
/// Words of the portal.
pub const LOST: &str = "忘记编号的，请带身份证到受理窗口查询。";
/// Words of the portal.
pub const NOTHING: &str = "没有查到：编号和登记的电话（证件号）对不上。请核对后再查，或到办事窗口查询。";
/// Words of the portal.
pub const PROGRESS: &str = "办理进度";
/// Words of the portal.
pub const CHANGE: &str = "修改、补充申请内容";
/// Words of the portal.
pub const ASKED_FOR: &str = "可以补充材料";
/// Words of the portal.
pub const ASKED_FOR_HOW: &str = "办理单位在这个环节还可以接收下面的内容，补充后请注意查看进度。";
/// Words of the portal.
pub const ANOTHER: &str = "查询另一件";
/// Words of the portal.
pub const SENT_ON: &str = "提交日期";
/// Words of the portal.
pub const STATE: &str = "现在的环节";
/// Words of the portal.
pub const CLOSED_ON: &str = "办结日期";
/// Words of the portal.
pub const OFFICE_IN_CHARGE: &str = "办理单位";
/// Words of the portal.
pub const SUPPLEMENT: &str = "提交补充";
/// Words of the portal.
pub const SUPPLEMENTED: &str = "已补充";
/// Words of the portal.
pub const RATE: &str = "评价这次办理";
/// Words of the portal.
pub const RATE_SEND: &str = "提交评价";
/// Words of the portal.
pub const RATED: &str = "已评价，谢谢";
/// Words of the portal.
pub const NOTICES: &str = "公示";
/// Words of the portal.
pub const NO_NOTICES: &str = "没有公示";
/// Words of the portal.
pub const SEARCH_NOTICE: &str = "按名称、编号查找";
/// Words of the portal.
pub const PUBLISHED_BY: &str = "公示单位";
/// Words of the portal.
pub const PERIOD: &str = "公示期";
/// Words of the portal.
pub const OBJECTION: &str = "异议";
/// Words of the portal.
pub const OBJECT: &str = "提出异议";
/// Words of the portal.
pub const NOTHING_ON_SHOW: &str = "没有正在公示的内容";
/// Words of the portal.
pub const NOTHING_ON_SHOW_WHY: &str = "公示期已过的不再展示。";
/// Words of the portal.
pub const OBJECTION_KEPT: &str = "提出人的情况不公开";
/// Words of the portal.
pub const OBJECTION_HOW: &str = "请写清楚哪里不对、有什么依据，便于核实。";

/// The doors: title, what is behind it, where.
pub const DOORS: [(&str, &str, &str); 5] = [
    ("办事", "看需要什么材料、多久办完，在线申请", "/portal/services"),
    ("查进度", "凭编号和手机号看进度、补材料、评价", "/portal/follow"),
    ("查结果", "到公布时间，填本人信息查自己的结果", "/portal/results"),
    ("公示", "名单、结果；公示期内可以提出异议", "/portal/notices"),
    ("公开报告", "签发后向社会公布的工作报告", "/portal/reports"),
];

/// Who may apply.
#[must_use]
pub fn for_whom(audience: &str) -> String {
    format!("面向{audience}")
}

/// How long it takes.
#[must_use]
pub fn takes_so_long(words: &str) -> String {
    format!("承诺{words}")
}

/// A limit with its beginning.
#[must_use]
pub fn since(title: &str, from: &str, words: &str) -> String {
    format!("{title}：自“{from}”起{words}")
}

/// The end, where one applies today.
#[must_use]
pub fn if_today(day: &str) -> String {
    format!("今天提交的，应在 {day} 前办完。")
}

/// The end, where it is accepted today.
#[must_use]
pub fn if_accepted_today(from: &str, day: &str) -> String {
    format!("如果今天进入“{from}”，应在 {day} 前办完。")
}

/// A day with its weekday.
#[must_use]
pub fn day(date: &str, weekday: &str) -> String {
    format!("{date} {weekday}")
}

/// A letter.
#[must_use]
pub fn write_to(service: &str) -> String {
    format!("写信：{service}")
}

/// Heading of a form.
#[must_use]
pub fn apply_for(service: &str) -> String {
    format!("申请：{service}")
}

/// Too many files.
#[must_use]
pub fn too_many_files(most: usize) -> String {
    format!("一处最多上传 {most} 个文件，多的请合并后再传")
}

/// A masked value typed as a new one.
#[must_use]
pub fn masked(text: &str) -> String {
    format!("“{text}”含有遮盖的星号，请填写完整")
}

/// What is wrong and what to do.
#[must_use]
pub fn two(problem: &str, advice: &str) -> String {
    format!("{problem}。{advice}")
}

/// A promised day.
#[must_use]
pub fn promised_by(day: &str) -> String {
    format!("承诺 {day} 前")
}

/// When a promise begins.
#[must_use]
pub fn not_yet(from: &str) -> String {
    format!("进入“{from}”后开始计时")
}

/// An objection.
#[must_use]
pub fn objection_to(notice: &str) -> String {
    format!("对“{notice}”提出异议")
}

/// Link to an objection.
#[must_use]
pub fn object_to(number: &str) -> String {
    format!("对 {number} 提出异议")
}

/// What is objected to.
#[must_use]
pub fn about_number(number: &str) -> String {
    format!("公示编号：{number}")
}

/// A basis.
#[must_use]
pub fn by_basis(basis: &str) -> String {
    format!("依据：{basis}")
}

/// A period of publicity.
#[must_use]
pub fn from_to(from: &str, to: &str) -> String {
    format!("{from} 至 {to}")
}

/// A beginning.
#[must_use]
pub fn since_day(from: &str) -> String {
    format!("{from} 起")
}

/// Days left, working days among them.
#[must_use]
pub fn days_left(days: i64, working: i64) -> String {
    match days {
        0 => "今天截止".to_owned(),
        _ => format!("还有 {days} 天（{working} 个工作日）"),
    }
}
