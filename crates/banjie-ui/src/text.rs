//! What the components say.

/// Name of the program.
pub const PRODUCT: &str = "办结";
/// Language of the pages.
pub const LANGUAGE: &str = "zh-CN";
/// What stands for a missing value.
pub const MISSING: &str = "—";
/// Between parts of a title or a sentence.
pub const FULL_STOP: &str = "。";
/// Between two remarks on one line.
pub const DOT: &str = " · ";

// The shell.

/// First link of every page.
pub const SKIP: &str = "跳到正文";
/// Toggle of the navigation on a phone.
pub const MENU: &str = "菜单";
/// Name of the navigation on the left.
pub const NAVIGATION: &str = "主导航";
/// Name of the path above the title.
pub const BREADCRUMB: &str = "所在位置";
/// Search field.
pub const SEARCH: &str = "搜索";
/// What can be searched.
pub const SEARCH_HINT: &str = "编号、名称、拼音首字母";
/// New record.
pub const CREATE: &str = "新建";
/// Help.
pub const HELP: &str = "帮助";
/// Own account.
pub const ME: &str = "我的账号";
/// Role in use.
pub const ROLE: &str = "当前角色";
/// Changes the role.
pub const SWITCH_ROLE: &str = "切换";
/// Appearance.
pub const APPEARANCE: &str = "显示";
/// Appearance as the system says.
pub const THEME_AUTO: &str = "跟随系统";
/// Light.
pub const THEME_LIGHT: &str = "浅色";
/// Dark.
pub const THEME_DARK: &str = "深色";
/// Strong contrast.
pub const CONTRAST: &str = "高对比度";
/// Ends the session.
pub const SIGN_OUT: &str = "退出登录";
/// Starts a session.
pub const SIGN_IN: &str = "工作人员登录";
/// Leaves the full screen.
pub const LEAVE_WALL: &str = "退出全屏";
/// Name of the portal's navigation.
pub const PORTAL_NAVIGATION: &str = "网上办事导航";
/// Keyboard help.
pub const KEYS: &str = "键盘快捷键";
/// Keys and what they do.
pub const KEY_TABLE: [(&str, &str); 7] = [
    ("/", "跳到搜索"),
    ("c", "新建"),
    ("j", "下一行"),
    ("k", "上一行"),
    ("Enter", "打开选中的行"),
    ("x", "勾选或取消选中的行"),
    ("?", "显示本说明"),
];
/// Closes a dialog.
pub const CLOSE: &str = "关闭";
/// Goes on, in a dialog.
pub const CONFIRM: &str = "确定";
/// Does not go on.
pub const CANCEL: &str = "取消";
/// Leaving with unsaved input.
pub const UNSAVED: &str = "有尚未保存的内容，离开后会丢失。";
/// A draft was kept.
pub const DRAFT_KEPT: &str = "草稿已保存";
/// A draft could not be kept.
pub const DRAFT_LOST: &str = "草稿没有保存上，请检查网络，先不要关闭页面";
/// No network.
pub const OFFLINE: &str = "网络已断开。页面上已填写的内容还在，恢复后再提交。";
/// The network is back.
pub const ONLINE: &str = "网络已恢复。";
/// A request failed.
pub const REQUEST_FAILED: &str = "没有完成：服务器没有回应或拒绝了请求。请重试，仍不行请联系信息中心。";
/// Something is on its way.
pub const LOADING: &str = "正在载入";

/// Closer, on a map.
pub const ZOOM_IN: &str = "放大";
/// Further away.
pub const ZOOM_OUT: &str = "缩小";
/// Puts the point where the device is.
pub const LOCATE: &str = "用我现在的位置";
/// The device does not say where it is.
pub const NOT_LOCATED: &str = "没有取到位置：请允许浏览器使用位置，或在图上选、直接填经纬度。";

/// "数据截至 2025-10-14 09:30"
pub fn as_of(moment: &str) -> String {
    format!("数据截至 {moment}")
}

/// "版本 0.1.0"
pub fn version(version: &str) -> String {
    format!("版本 {version}")
}

/// "3 条待办", read aloud behind a count in the navigation.
pub fn waiting(count: u64) -> String {
    format!("{count} 条待办")
}

// Marks and clocks.

/// 催办
pub const REMIND: &str = "催办";
/// 预警
pub const WARN: &str = "预警";
/// 黄牌
pub const YELLOW: &str = "黄牌";
/// 红牌
pub const RED: &str = "红牌";
/// 移送
pub const REFER: &str = "移送";
/// A clock that stands still.
pub const PAUSED: &str = "中止中";
/// Due on the day of today.
pub const DUE_TODAY: &str = "今天到期";
/// Done within the time.
pub const DONE_IN_TIME: &str = "按期办结";
/// No clock.
pub const NO_CLOCK: &str = "无时限";
/// Today, on a ruler.
pub const TODAY: &str = "今天";

/// Unit of a distance in time.
fn unit(working: bool) -> &'static str {
    if working { "个工作日" } else { "天" }
}

/// "还有 3 个工作日"
pub fn left(days: u64, working: bool) -> String {
    format!("还有 {days} {}", unit(working))
}

/// "超期 2 个工作日"
pub fn late(days: u64, working: bool) -> String {
    format!("超期 {days} {}", unit(working))
}

/// "办结时超期 2 个工作日"
pub fn done_late(days: u64, working: bool) -> String {
    format!("办结时{}", late(days, working))
}

/// "开始 2025-10-14"
pub fn ruler_start(date: &str) -> String {
    format!("开始 {date}")
}

/// "到期 2025-10-14"
pub fn ruler_due(date: &str) -> String {
    format!("到期 {date}")
}

/// "办结 2025-10-14"
pub fn ruler_end(date: &str) -> String {
    format!("办结 {date}")
}

/// "中止 2025-10-14 至 2025-10-20"
pub fn ruler_pause(from: &str, to: Option<&str>) -> String {
    match to {
        Some(to) => format!("中止 {from} 至 {to}"),
        None => format!("自 {from} 起中止"),
    }
}

/// Between the sentences of a ruler.
pub const RULER_COMMA: &str = "，";

/// A value and what it is called: "今天 2025-10-14".
pub fn dated(word: &str, date: &str) -> String {
    format!("{word} {date}")
}

// Lists.

/// Selects every row of the page.
pub const SELECT_ALL: &str = "选择本页全部";
/// Name of the pages under a list.
pub const PAGES: &str = "分页";
/// Page before.
pub const PREVIOUS: &str = "上一页";
/// Page after.
pub const NEXT: &str = "下一页";
/// Opens the filter form.
pub const FILTER: &str = "筛选";
/// Applies the filter form.
pub const FILTER_APPLY: &str = "应用筛选";
/// Removes all filters.
pub const FILTER_CLEAR: &str = "全部清除";
/// Name of the list of filters in force.
pub const FILTERS_ON: &str = "已用的筛选";
/// Column chooser.
pub const COLUMNS: &str = "列";
/// Applies the chosen columns.
pub const COLUMNS_APPLY: &str = "应用";
/// Nothing found.
pub const EMPTY: &str = "没有内容";
/// Sort, ascending.
pub const SORTED_UP: &str = "升序";
/// Sort, descending.
pub const SORTED_DOWN: &str = "降序";

/// "选择 违建〔2025〕12号"
pub fn select(label: &str) -> String {
    format!("选择 {label}")
}

/// "已选 <b>3</b> 条": before and after the number.
pub const SELECTED: (&str, &str) = ("已选", "条");

/// "移除筛选 机构:城关镇"
pub fn filter_remove(label: &str) -> String {
    format!("移除筛选：{label}")
}

/// "第 51–100 条，共 1,234 条"
pub fn range(from: u64, to: u64, total: &str) -> String {
    format!("第 {from}–{to} 条，共 {total} 条")
}

/// "共 1,234 条"
pub fn total(total: &str) -> String {
    format!("共 {total} 条")
}

/// "超过 10,000 条"
pub fn more_than(total: &str) -> String {
    format!("{total} 条以上")
}

/// "第 3 页"
pub fn page(number: u64) -> String {
    format!("第 {number} 页")
}

// Blocks.

/// Why an action is closed.
pub const WHY_NOT: &str = "为什么不能办理";
/// Actions of other states, in a disclosure.
pub const ELSEWHERE: &str = "其他环节的办理";
/// Rule, in a disclosure.
pub const RULE: &str = "规则";
/// Basis, in a disclosure.
pub const BASIS: &str = "依据";
/// Title of a conflict.
pub const CONFLICT: &str = "您填写期间，别人已经保存过这条记录";
/// Head of the fields of a conflict.
pub const CONFLICT_FIELD: &str = "字段";
/// Head of the values the other one saved.
pub const CONFLICT_THEIRS: &str = "现在的值";
/// Head of the values typed.
pub const CONFLICT_MINE: &str = "您填写的";
/// What to do in a conflict.
pub const CONFLICT_NEXT: &str = "您填写的内容都还在下面。核对后再次提交，将以您填写的为准。";
/// Title above the list of errors.
pub const ERRORS: &str = "填写有误，请修改后再提交";
/// Before an error of a field, for those who hear the page.
pub const ERROR: &str = "错误：";
/// Reason, in a time line.
pub const REASON: &str = "理由：";
/// Value before.
pub const BEFORE: &str = "原为";
/// Value after.
pub const AFTER: &str = "改为";
/// The table behind a chart.
pub const AS_TABLE: &str = "查看数据表";
/// The list behind a map.
pub const AS_LIST: &str = "查看点位列表";
/// Kinds of message, read before it.
pub const ALERT_INFO: &str = "提示";
/// Done.
pub const ALERT_DONE: &str = "已完成";
/// Attention.
pub const ALERT_WARN: &str = "注意";
/// Refused.
pub const ALERT_ERROR: &str = "未能完成";
/// A step that is over.
pub const STEP_DONE: &str = "已完成";
/// The step at hand.
pub const STEP_NOW: &str = "进行中";
/// A step to come.
pub const STEP_NEXT: &str = "未开始";

/// "共 3 处"
pub fn errors(count: usize) -> String {
    format!("共 {count} 处")
}

/// "较上期 +3.2%"
pub fn change(against: &str, change: &str) -> String {
    format!("较{against} {change}")
}

/// "12 / 40"
pub fn of(done: u64, all: u64) -> String {
    format!("{done} / {all}")
}

// Forms.

/// Must be filled in.
pub const REQUIRED: &str = "必填";
/// Yes.
pub const YES: &str = "是";
/// No.
pub const NO: &str = "否";
/// Nothing chosen, for a yes-or-no.
pub const UNSET: &str = "未填";
/// First entry of a list to choose from.
pub const CHOOSE: &str = "请选择";
/// Unit of money.
pub const YUAN: &str = "元";
/// Percent sign.
pub const PERCENT: &str = "%";
/// Address of a place.
pub const ADDRESS: &str = "地址";
/// Longitude.
pub const LONGITUDE: &str = "经度";
/// Latitude.
pub const LATITUDE: &str = "纬度";
/// A chart whose values are all nought or missing.
pub const NOTHING_TO_DRAW: &str = "这个范围里都是 0 或没有，不画图。";
/// Label of what the marks on a map mean.
pub const MAP_LEGEND: &str = "图例";
/// On a map: past its due day.
pub const MAP_LATE: &str = "超期";
/// On a map: due soon.
pub const MAP_DUE: &str = "将到期";
/// On a map: neither late nor due soon.
pub const MAP_OPEN: &str = "正常";
/// On a map: done with.
pub const MAP_DONE: &str = "已办结";
/// "超期 3"
#[must_use]
pub fn counted(word: &str, n: usize) -> String {
    format!("{word} {n}")
}
/// Opens the map.
pub const PICK_ON_MAP: &str = "在图上选点";
/// How a place's map is used.
pub const PICK_HELP: &str =
    "在图上单击选点；用键盘时，方向键移动地图，回车取正中的点；也可以直接填经纬度。没有底图时，网格的经纬度标在边上。";
/// Adds a row.
pub const ROW_ADD: &str = "添加一行";
/// Removes a row.
pub const ROW_REMOVE: &str = "删除";
/// Files there are.
pub const FILES_KEPT: &str = "已有文件";
/// Takes a file away.
pub const FILE_REMOVE: &str = "移除";
/// Adds files.
pub const FILES_ADD: &str = "添加文件";
/// Replaces the file.
pub const FILE_CHOOSE: &str = "选择文件";
/// Help of an ID number.
pub const HELP_ID_CARD: &str = "18 位，末位可为 X";
/// Help of a credit code.
pub const HELP_CREDIT: &str = "18 位数字或大写字母，不用 I、O、Z、S、V";
/// Help of a phone number.
pub const HELP_PHONE: &str = "手机号，或带区号的固定电话";
/// Help of a period.
pub const HELP_PERIOD: &str = "如 2025年、2025年3月、2025年第一季度、2025—2026学年";
/// Help of a reference.
pub const HELP_REF: &str = "输入编号或名称中的几个字，再从列表中选";
/// Help of an organisation.
pub const HELP_ORG: &str = "输入机构名称或拼音首字母";
/// Help of an account.
pub const HELP_ACCOUNT: &str = "输入姓名或账号";
/// A formula or look-up fills the field in.
pub const COMPUTED: &str = "由系统计算";

/// "第 2 行"
pub fn row(number: usize) -> String {
    format!("第 {number} 行")
}

/// "删除第 2 行"
pub fn row_remove(number: usize) -> String {
    format!("删除第 {number} 行")
}

/// "现场照片，第 2 行"
pub fn in_row(title: &str, number: usize) -> String {
    format!("{title}，第 {number} 行")
}
