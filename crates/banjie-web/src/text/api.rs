//! The interface for programs.

use banjie_model::definition::FieldType;

/// Body of another type.
pub const NOT_JSON: &str = "请求体应为 JSON，请写明 Content-Type: application/json。";
/// The key of a request.
pub const BAD_KEY: &str = "Idempotency-Key 应为 1 到 200 个可见字符。";
/// The first request is under way.
pub const RUNNING: &str =
    "同一个 Idempotency-Key 的请求正在办理，请稍后再查结果。如果上次请求已经中断，请先核对是否办成，再换一个键提交。";
/// Another body under the same key.
pub const OTHER_REQUEST: &str = "这个 Idempotency-Key 已经用于另一个请求。请为每个请求使用新的键。";
/// A filter that cannot be read.
pub const BAD_FILTER: &str = "筛选、排序或翻页有写错的地方，没有查询。请按各项说明改正。";
/// A field that is not there.
pub const NO_SUCH_FIELD: &str = "没有这个字段。字段名见台账定义。";
/// A field worked out by the desk.
pub const WORKED_OUT: &str = "这个字段由系统计算得出，不能填写。";
/// A file one did not upload.
pub const NO_SUCH_FILE: &str = "附件应先上传，再用返回的 sha256 填写；只能用本人上传的文件。";
/// Nothing in it.
pub const EMPTY_FILE: &str = "文件是空的，或者没有写明文件名。";
/// A column of the board.
pub const NO_SUCH_COLUMN: &str = "没有这一列。可用：open、due_soon、yellow、red、referred、late。";
/// Days ahead.
pub const BAD_SOON: &str = "soon 应为 0 到 366 个工作日。";
/// A derived figure.
pub const NO_SUCH_WAY: &str = "as 不认识。可用：value、previous、growth、growth_on_year、points、points_on_year、rank、target、completion、share。";
/// A form of a report.
pub const NO_SUCH_FORM: &str = "format 应为 md、html 或 docx。";
/// Figures of others.
pub const OUT_OF_REACH: &str = "这个机构不在您的管辖范围内，不能看它的指标。请在 org 里写本单位或下属单位。";
/// Figures by person.
pub const BY_PERSON: &str = "不能按个人信息字段分组或筛选指标：分组会透露打码的内容。";
/// What is answered when it is not done.
pub const FAULT: &str = "没有办理：是什么规则、依据哪一条、怎样改";
/// The header that names a request.
pub const ONCE: &str = "同一个键、同样的内容只办一次";
/// Title of the page.
pub const TITLE: &str = "程序接口";
/// What the page begins with.
pub const LEAD: &str = "其他系统可以用令牌办理本系统页面上能办的事，权限与本人相同，答复是 JSON。";
/// Headings and sentences of the page.
pub const PARTS: [(&str, &[&str]); 5] = [
    (
        "怎样进入",
        &[
            "在“我的账号”里新建令牌，写明名称、范围和有效期；令牌只显示一次。",
            "每个请求带上请求头 Authorization: Bearer 令牌。只读令牌只能查询，写入令牌也能办理。",
            "令牌的权限等于本人当时的权限；离岗、停用或撤销后立即失效。",
        ],
    ),
    (
        "值怎样写",
        &[
            "金额、小数、比例写成字符串，例如 \"36.5\"；比例写小数，\"0.125\" 即 12.5%。日期写 2026-03-09，时刻写 2026-03-09T09:00:00。",
            "代码、机构、人员答复为 {key, title}，填写时写 key 即可；引用其他记录写编号或 {\"id\": 12}。",
            "个人信息一律打码；看明文须写明用途，逐次登记。",
            "由系统计算的字段、状态、归属、经办和编号不能当作字段填写。",
        ],
    ),
    (
        "查询与翻页",
        &[
            "筛选的写法与页面地址相同：字段名=值，另有 .from、.to、.has、.not、.missing 和 org.below。",
            "翻页用答复里的 next、previous 作 after、before；limit 最多 500。",
        ],
    ),
    (
        "只办一次",
        &[
            "提交时带上 Idempotency-Key：同一个键、同样的内容只办一次，再次提交得到同样的答复；内容不同答 422，正在办理答 409。",
            "带上 version（读到的版本）可以避免覆盖别人刚做的修改：版本不符答 409。",
        ],
    ),
    (
        "出错时",
        &[
            "答复为 {\"error\": {code, message, rule, basis, fields}}：是什么规则、依据哪一条、哪个字段怎样改。",
            "400 请求读不懂，401 未登录，403 没有权限，404 没有或看不到，409 有冲突，413 太大，422 不合规则，429 太频繁。",
        ],
    ),
];
/// The list of operations.
pub const OPERATIONS: &str = "全部接口";
/// Heads of the list.
pub const HEADS: [&str; 4] = ["方法", "地址", "用途", "须有的令牌"];
/// Where the document is.
pub const DOCUMENT: &str = "OpenAPI 3.1 说明文件";
/// A token that reads.
pub const READS: &str = "读取";
/// A token that writes.
pub const WRITES: &str = "写入";
/// No token.
pub const NO_TOKEN: &str = "不需要";

/// What an operation does.
#[must_use]
pub fn title(path: &str, writes: bool) -> &'static str {
    match (path.strip_prefix("/api/v1").unwrap_or(path), writes) {
        ("/api/openapi.json", _) => "本接口的说明文件",
        ("/me", _) => "我是谁、有哪些角色",
        ("/packages", _) => "有角色的系统",
        ("/packages/{package}", _) => "一个系统：角色、依据、代码表",
        ("/ledgers", _) => "有角色的台账",
        ("/ledgers/{ledger}", _) => "台账的字段、状态、办理、时限",
        ("/ledgers/{ledger}/records", false) => "查询记录",
        ("/ledgers/{ledger}/records", true) => "登记一条记录",
        ("/ledgers/{ledger}/count", _) => "符合条件的记录数",
        ("/ledgers/{ledger}/records/{record}", _) => "一条记录，及其时限和可做的办理",
        ("/ledgers/{ledger}/records/{record}/history", _) => "一条记录的经过",
        ("/ledgers/{ledger}/records/{record}/comments", false) => "一条记录的留言",
        ("/ledgers/{ledger}/records/{record}/comments", true) => "留言",
        ("/ledgers/{ledger}/records/{record}/comments/{comment}/remove", _) => "撤回本人的留言",
        ("/ledgers/{ledger}/records/{record}/plain", _) => "写明用途看个人信息明文（登记在册）",
        ("/ledgers/{ledger}/records/{record}/edit", _) => "更正",
        ("/ledgers/{ledger}/records/{record}/act/{action}", _) => "办理；移交时写明接收机构",
        ("/ledgers/{ledger}/records/{record}/assign", _) => "指定经办人",
        ("/ledgers/{ledger}/records/{record}/extend/{limit}", _) => "延长时限",
        ("/ledgers/{ledger}/records/{record}/suspend/{limit}", _) => "登记时限中止",
        ("/files", _) => "上传文件",
        ("/files/{sha256}", _) => "下载文件",
        ("/work", _) => "待办",
        ("/search", _) => "全文检索",
        ("/drafts", _) => "本人的草稿",
        ("/drafts/drop", _) => "删除草稿",
        ("/board", _) => "监察台账",
        ("/board/cases", _) => "监察台账一格里的案件",
        ("/indicators", _) => "指标目录",
        ("/indicators/records", _) => "按溯源串查数背后的记录",
        ("/indicators/{package}/{indicator}", _) => "一个指标的数，或分组的表",
        ("/reports", _) => "可写的报告",
        ("/reports/{package}/{report}", _) => "生成报告",
        ("/proof", _) => "校对一段文字",
        ("/services", _) => "办事指南",
        ("/notices", _) => "公示公告",
        _ => "",
    }
}

/// What a part of an address or a key of a request means.
#[must_use]
pub fn key(name: &str) -> &'static str {
    match name {
        "package" => "应用包的名称",
        "ledger" => "台账，写成 应用包.台账",
        "record" => "记录号",
        "comment" => "留言号",
        "action" => "办理动作的键",
        "limit" => "时限的键；在查询里是最多答复多少条",
        "sha256" => "文件内容的 SHA-256，十六进制小写",
        "indicator" => "指标的键",
        "report" => "报告的键",
        "sort" => "排序：字段名或 entered、number、state、org、handler、opened、changed、closed、due，前加 - 为倒序",
        "after" => "从这里往后：上一页答复里的 next",
        "before" => "从这里往前：答复里的 previous",
        "version" => "读到的版本；与现在不符时不办",
        "reason" => "理由或备注",
        "fields" => "字段名到值",
        "org" => "机构代码或名称",
        "number" => "带来的旧编号",
        "to" => "接收机构代码或名称（移交时）",
        "handler" => "经办人的账号",
        "length" => "一段时间，例如 10 working days、30 days、1 month",
        "from" => "起，例如 2026-03-09T09:00:00",
        "until" => "止；还没有止时不写",
        "text" => "文字",
        "purpose" => "看个人信息的用途",
        "name" => "文件名",
        "token" => "溯源串",
        "period" => "期间，例如 2026、2026-Q1、2026-03",
        "as" => "怎样算：value、previous、growth、share 等",
        "as_of" => "截至的时刻",
        "by" => "按什么分组：state、org、month、year 或字段名",
        "format" => "报告的格式",
        "q" => "要找的词",
        "offset" => "跳过多少条",
        "of" => "谁的：mine、unclaimed、office；在监察台账里是格子所在的机构",
        "bucket" => "哪一类：overdue、soon、later、no_clock",
        "soon" => "多少个工作日内到期算将到期",
        "since" => "按时率从哪天起算",
        "column" => "哪一列",
        "own" => "只要本级的",
        "place" => "草稿的键",
        "public" => "是否公开文件，公开的多查个人信息",
        _ => "",
    }
}

/// JSON that cannot be read.
#[must_use]
pub fn malformed(line: usize, column: usize, why: &str) -> String {
    format!("第 {line} 行第 {column} 列的 JSON 不对：{why}。请改正后再提交。")
}

/// A query that cannot be read.
#[must_use]
pub fn bad_query(why: &str) -> String {
    format!("地址里的查询写得不对：{why}。请对照说明文件改正。")
}

/// How many at most.
#[must_use]
pub fn bad_limit(most: u32) -> String {
    format!("limit 应为 1 到 {most} 的整数。")
}

/// Several things are wrong.
#[must_use]
pub fn wrong_fields(n: usize) -> String {
    format!("有 {n} 个字段填写不对，没有办理。请按各项说明改正。")
}

/// A value of another kind.
#[must_use]
pub fn wrong_kind(ty: &FieldType) -> String {
    let kind = match ty {
        FieldType::Int => "整数",
        FieldType::Decimal { .. } | FieldType::Money => "写成字符串的数，例如 \"36.5\"",
        FieldType::Percent => "写成字符串的小数，例如 \"0.125\" 表示 12.5%",
        FieldType::Bool => "true 或 false",
        FieldType::Ref(_) => "编号，或 {\"id\": 12}",
        FieldType::Code(_) | FieldType::Tree(_) | FieldType::Org | FieldType::Account | FieldType::Period => {
            "键，或 {\"key\": \"…\"}"
        }
        FieldType::File | FieldType::Files => "文件列表 [{\"sha256\": \"…\", \"name\": \"…\"}]",
        FieldType::Place => "地址，或 {\"address\": \"…\", \"point\": [\"120.6\", \"28.0\"]}",
        FieldType::List(_) => "子表，每行一个对象",
        _ => "文字",
    };
    format!("这里应为{kind}。")
}

/// A column of a list that is not there.
#[must_use]
pub fn no_such_column(row: usize, name: &str) -> String {
    format!("第 {row} 行没有“{name}”这一列。")
}

/// Where in a list it is wrong.
#[must_use]
pub fn in_cell(row: usize, title: &str, why: &str) -> String {
    format!("第 {row} 行的“{title}”：{why}")
}

/// What the document says of itself.
#[must_use]
pub fn described(system: &str) -> String {
    format!("{system}的程序接口：与页面同样的办理、同样的权限。用法见 /api 页面。")
}
