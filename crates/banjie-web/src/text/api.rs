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
/// A moment that cannot be read.
pub const BAD_MOMENT: &str = "as_of 应写成 2026-03-09T09:00:00。";
/// A form of a report.
pub const NO_SUCH_FORM: &str = "format 应为 md、html、docx 或 pdf。";
/// Figures by person.
pub const BY_PERSON: &str = "这个指标不能这样分组。个人信息字段不能分组：分组会透露打码的内容；可用的分组见指标页面。";
/// Rows that say something else than their record.
pub const BAD_CHANGED: &str = "changed 应为 edit、skip 或 refuse。";
/// No typesetter.
pub const NO_PDF: &str = "本系统没有安装排版字体，不能打印 PDF。请改用 docx。";
/// A form of a document.
pub const NO_SUCH_PAPER: &str = "format 应为 docx 或 pdf。";
/// What several records need.
pub const SEVERAL_NEED: &str = "do 为 act 时写明 action，为 assign 时写明 handler。";
/// What is answered when it is not done.
pub const FAULT: &str = "没有办理：是什么规则、依据哪一条、怎样改";
/// The header that names a request.
pub const ONCE: &str = "同一个键、同样的内容只办一次";
/// Title of the page.
pub const TITLE: &str = "程序接口";
/// What the page begins with.
pub const LEAD: &str = "其他系统可以用令牌办理本系统页面上能办的事，权限与本人相同，答复是 JSON。";
/// Where the page stands, where no address is set.
pub const ADDRESS: &str = "https://banjie.example.cn";
/// A ledger for the examples, where one has no part in any.
pub const LEDGER: &str = "building-violations.violation";
/// The way to a token.
pub const MAKE_TOKEN: &str = "新建令牌";
/// What stands on the page.
pub const CONTENTS: &str = "本页内容";
/// How the way in is called in the document.
pub const WAY_IN: &str = "每个请求带上请求头 Authorization: Bearer 令牌。只读令牌只能查询，写入令牌也能办理。";

/// A section of the page.
#[derive(Clone, Debug)]
pub struct Section {
    /// Where links lead.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// What there is to know.
    pub sentences: Vec<String>,
    /// Command lines: what they do, and how they are written.
    pub examples: Vec<(&'static str, String)>,
}

fn section<const N: usize>(id: &'static str, title: &'static str, sentences: [&str; N]) -> Section {
    Section { id, title, sentences: sentences.map(str::to_owned).to_vec(), examples: Vec::new() }
}

impl Section {
    fn example(mut self, what: &'static str, command: String) -> Section {
        self.examples.push((what, command));
        self
    }
}

/// Where the examples point to.
struct Place<'a> {
    base: String,
    ledger: &'a str,
}

/// The token, as the examples send it.
const WITH: &str = "-H \"Authorization: Bearer $TOKEN\"";
/// The type of a body.
const JSON: &str = "-H \"Content-Type: application/json\"";

/// The sections: the address of this desk, a ledger of the reader's, how many requests and how many bad tokens a minute.
#[must_use]
pub fn parts(address: &str, ledger: &str, rate: u32, bad: u32) -> Vec<Section> {
    let place = Place { base: format!("{address}/api/v1"), ledger };
    [coming_in(&place), lists_and_deeds(&place), papers_and_faults(&place), pace(rate, bad)].concat()
}

fn coming_in(place: &Place<'_>) -> Vec<Section> {
    let Place { base, ledger } = place;
    vec![
        section(
            "enter",
            "怎样进入",
            [
                "在“我的账号”里新建令牌，写明名称、范围和有效期；令牌只显示一次，请放进密钥管理，不要写进代码。",
                WAY_IN,
                "令牌的权限等于本人当时的权限：看不到的记录、不能做的办理，程序也一样。离岗、停用或撤销后立即失效。",
                "签发报告、管账号、做备份须本人登录办理，不能用令牌。",
            ],
        )
        .example("先存好令牌，看看是谁、有哪些角色", format!("export TOKEN=令牌\ncurl {WITH} {base}/me"))
        .example(
            "有哪些台账，一个台账有哪些字段、办理、时限",
            format!("curl {WITH} {base}/ledgers\ncurl {WITH} {base}/ledgers/{ledger}"),
        ),
        section(
            "scopes",
            "令牌的范围",
            [
                "读取（read）：查询、检索、下载、导出、校对、核对。",
                "写入（write）：读取的全部，以及登记、更正、办理、打印、上传、导入。",
                "范围不够答 403，并写入审计日志。每个接口要哪种令牌见下面的清单。",
            ],
        ),
        section(
            "values",
            "值怎样写",
            [
                "金额、小数、比例写成字符串，例如 \"36.5\"；比例写小数，\"0.125\" 即 12.5%。日期写 2026-03-09，时刻写 2026-03-09T09:00:00（北京时间）。",
                "代码、机构、人员答复为 {key, title}，填写时写 key 即可；引用其他记录写编号或 {\"id\": 12}。",
                "个人信息一律打码；看明文须用 plain 接口写明用途，逐次登记。打码的值不能写回。",
                "由系统计算的字段、状态、归属、经办和编号不能当作字段填写，填了答 422。",
            ],
        ),
    ]
}

fn lists_and_deeds(place: &Place<'_>) -> Vec<Section> {
    let Place { base, ledger } = place;
    let records = format!("{base}/ledgers/{ledger}/records");
    vec![
        section(
            "lists",
            "查询与翻页",
            [
                "筛选的写法与页面地址相同：字段名=值，另有 .from、.to、.has、.not、.missing 和 org.below；sort 前加 - 为倒序。写错的筛选答 422，不会当作没写。",
                "limit 为 1 到 500，默认 50。翻下一页把答复里的 next 写进 after，往回翻把 previous 写进 before；next 为 null 就是最后一页。",
                "翻页按键走，不按页码，边翻边有新记录也不重不漏。总数另查 count。",
            ],
        )
        .example(
            "最近的 50 条，再翻一页",
            format!("curl -G {WITH} {records} \\\n  --data-urlencode \"sort=-opened\" -d limit=50\ncurl -G {WITH} {records} \\\n  --data-urlencode \"sort=-opened\" -d limit=50 --data-urlencode \"after=上一页的 next\""),
        ),
        section(
            "write",
            "登记与办理，只办一次",
            [
                "提交时带上 Idempotency-Key（每个请求一个，1 到 200 个可见字符）：网断了照原样再发一次，不会重复办理，得到同样的答复，并带响应头 Idempotency-Replayed: true。",
                "同一个键换了内容答 422；上一次还在办理答 409。没有办成的请求不占用键。",
                "带上 version（读到的版本）可以避免覆盖别人刚做的修改：版本不符答 409，读一遍再办。",
            ],
        )
        .example(
            "登记一条",
            format!("curl -X POST {WITH} {JSON} \\\n  -H \"Idempotency-Key: $(uuidgen)\" {records} \\\n  -d '{{\"fields\": {{\"字段名\": \"值\"}}}}'"),
        )
        .example(
            "办理（能办哪些、为什么不能，见记录的 actions）",
            format!("curl -X POST {WITH} {JSON} \\\n  -H \"Idempotency-Key: $(uuidgen)\" {records}/12/act/办理的键 \\\n  -d '{{\"version\": 3, \"fields\": {{}}}}'"),
        ),
    ]
}

fn papers_and_faults(place: &Place<'_>) -> Vec<Section> {
    let Place { base, ledger } = place;
    let records = format!("{base}/ledgers/{ledger}/records");
    vec![
        section(
            "files",
            "附件、文书、工作簿",
            [
                "附件先上传，再把答复里的 sha256 写进字段；同样的内容只存一份。网页、脚本和程序文件不接收。",
                "打印和导出的答复是文件本身，文件名在 Content-Disposition 里。打印、导出、上传、下载都写入审计日志。",
                "导入先检查：每个错处有工作表、行、列、问题和改法，标红的工作簿用 marked.sha256 下载；加 commit=true 才写入。",
            ],
        )
        .example("上传附件", format!("curl -X POST {WITH} --data-binary @现场.jpg \\\n  \"{base}/files?name=现场.jpg\""))
        .example("打印文书", format!("curl -X POST {WITH} {JSON} -d '{{\"format\": \"pdf\"}}' \\\n  -OJ {records}/12/print/文书的键"))
        .example("检查工作簿，没有错再导入", format!("curl -X POST {WITH} --data-binary @三月.xlsx \\\n  \"{base}/ledgers/{ledger}/import?name=三月.xlsx\"\ncurl -X POST {WITH} --data-binary @三月.xlsx \\\n  \"{base}/ledgers/{ledger}/import?name=三月.xlsx&commit=true\"")),
        section(
            "faults",
            "出错时",
            [
                "答复都是同一种 JSON：code 给程序看，message 给人看（是什么、怎样改），rule 是拦住的规则，basis 是它的依据，fields 是逐个字段的问题，一次说全。",
                "400 请求读不懂；401 没有令牌或令牌无效；403 没有权限；404 没有或看不到，两者答复一样；405 方法不对，Allow 里有可用的；409 有冲突；413 太大；422 不合规则；429 太频繁；503 暂时不能用，稍后照原样重发。",
            ],
        )
        .example("例子", "{\"error\": {\n  \"code\": \"bad-value\",\n  \"message\": \"有 1 个字段填写不对，没有办理。请按各项说明改正。\",\n  \"fields\": [{\"field\": \"area\", \"title\": \"违法建筑面积\", \"message\": \"应为不小于 0 的数。\"}]\n}}".to_owned()),
    ]
}

fn pace(rate: u32, bad: u32) -> Vec<Section> {
    vec![Section {
        id: "rates",
        title: "快慢与兼容",
        sentences: vec![
            format!(
                "一个网络地址每分钟最多 {rate} 次；无效的令牌每分钟 {bad} 次以后不再答复是否有效。超过答 429，响应头 Retry-After 写明等多少秒。"
            ),
            "一次请求最长两分钟；上传大小与页面相同，JSON 最大 2 MB。".to_owned(),
            "接口版本写在地址里（v1）。v1 只增加接口和答复里的键，不改已有的；请忽略不认识的键。".to_owned(),
            "生成客户端、导入接口工具用 OpenAPI 3.1 说明文件：里面的台账和字段随登录的人而不同。".to_owned(),
        ],
        examples: Vec::new(),
    }]
}

/// The list of operations.
pub const OPERATIONS: &str = "全部接口";
/// Heads of the list.
pub const HEADS: [&str; 3] = ["用途", "方法和地址", "须有的令牌"];
/// What operations are about, with the first words of their addresses.
pub const SUBJECTS: [(&str, &[&str]); 9] = [
    ("自己和系统", &["", "api", "me", "packages", "orgs", "people"]),
    ("每天的工作", &["work", "search", "drafts"]),
    ("台账、记录、文书", &["ledgers"]),
    ("附件", &["files"]),
    ("监察", &["board"]),
    ("指标", &["indicators"]),
    ("报告、校对、核对", &["reports", "manuscripts", "signed", "trace", "proof"]),
    ("公众服务", &["services", "notices"]),
    ("管理员", &["admin"]),
];
/// A token of the system administrator.
pub const OF_SYSTEM: &str = "系统管理员的令牌";
/// A token of the security administrator.
pub const OF_SECURITY: &str = "安全管理员的令牌";
/// A token of the audit administrator.
pub const OF_AUDIT: &str = "审计管理员的令牌";
/// Where the document is.
pub const DOCUMENT: &str = "OpenAPI 3.1 说明文件";
/// A token that reads.
pub const READS: &str = "读取";
/// A token that writes.
pub const WRITES: &str = "写入";
/// No token.
pub const NO_TOKEN: &str = "不需要";

/// What operations do: address without `/api/v1`, whether it writes where both are there, title.
const TITLES: &[(&str, Option<bool>, &str)] = &[
    ("/api/openapi.json", None, "本接口的说明文件"),
    ("/me", None, "我是谁、有哪些角色"),
    ("/packages", None, "有角色的系统"),
    ("/packages/{package}", None, "一个系统：角色、依据、代码表"),
    ("/ledgers", None, "有角色的台账"),
    ("/ledgers/{ledger}", None, "台账的字段、状态、办理、时限"),
    ("/ledgers/{ledger}/records", Some(false), "查询记录"),
    ("/ledgers/{ledger}/records", Some(true), "登记一条记录"),
    ("/ledgers/{ledger}/count", None, "符合条件的记录数"),
    ("/ledgers/{ledger}/records/{record}", None, "一条记录，及其时限和可做的办理"),
    ("/ledgers/{ledger}/records/{record}/history", None, "一条记录的经过"),
    ("/ledgers/{ledger}/records/{record}/comments", Some(false), "一条记录的留言"),
    ("/ledgers/{ledger}/records/{record}/comments", Some(true), "留言"),
    ("/ledgers/{ledger}/records/{record}/comments/{comment}/remove", None, "撤回本人的留言"),
    ("/ledgers/{ledger}/records/{record}/plain", None, "写明用途看个人信息明文（登记在册）"),
    ("/ledgers/{ledger}/records/{record}/edit", None, "更正"),
    ("/ledgers/{ledger}/records/{record}/act/{action}", None, "办理；移交时写明接收机构"),
    ("/ledgers/{ledger}/records/{record}/assign", None, "指定经办人"),
    ("/ledgers/{ledger}/records/{record}/extend/{limit}", None, "延长时限"),
    ("/ledgers/{ledger}/records/{record}/suspend/{limit}", None, "登记时限中止"),
    ("/files", None, "上传文件"),
    ("/files/{sha256}", None, "下载文件"),
    ("/work", None, "待办"),
    ("/search", None, "全文检索"),
    ("/orgs", None, "机构"),
    ("/people", None, "在岗人员，按姓名、账号或拼音首字母查"),
    ("/ledgers/{ledger}/pick", None, "可以引用的记录，按编号或名称查"),
    ("/ledgers/{ledger}/views", Some(false), "列表的视图：本人的和共享的"),
    ("/ledgers/{ledger}/views", Some(true), "保存视图；写明 id 时修改本人的视图"),
    ("/ledgers/{ledger}/views/{view}/remove", None, "删除本人的视图"),
    ("/ledgers/{ledger}/bulk", None, "几条记录一起办理或指定经办，逐条答复"),
    ("/ledgers/{ledger}/import", None, "检查或导入工作簿，答复每个错处"),
    ("/ledgers/{ledger}/template", None, "导入用的空工作簿"),
    ("/ledgers/{ledger}/export", None, "把列表导出为工作簿（打码；写明用途可导出明文）"),
    ("/ledgers/{ledger}/points", None, "列表在地图上的点"),
    ("/ledgers/{ledger}/counts", None, "列表按状态、月份、机构、代码计数"),
    ("/ledgers/{ledger}/records/{record}/documents", None, "一条记录的文书和打印经过"),
    ("/ledgers/{ledger}/records/{record}/print/{document}", None, "打印文书（登记在册）"),
    ("/board/ledgers", None, "可以监察的台账"),
    ("/board/people", None, "监察台账，按经办人"),
    ("/board/trend", None, "监察台账，近十二周"),
    ("/indicators/{package}/{indicator}/export", None, "指标的表，导出为文件"),
    ("/manuscripts", None, "起草一份报告"),
    ("/manuscripts/{record}/preview", None, "按当前数字合成报告，并校对"),
    ("/manuscripts/{record}/file/{file}", None, "报告文稿，导出为文件"),
    ("/signed", None, "签发的报告"),
    ("/signed/{number}", None, "一份签发的报告，及其后的变化"),
    ("/signed/{number}/{file}", None, "签发的报告，导出为文件"),
    ("/trace", None, "拿印出来的报告与数据库核对"),
    ("/proof/file", None, "校对一份文件"),
    ("/services/{package}/{service}", None, "一个服务事项要填什么"),
    ("/services/{package}/{service}/apply", None, "代群众申请"),
    ("/services/{package}/{service}/follow", None, "凭编号和电话查进度"),
    ("/services/{package}/{service}/supplement", None, "代群众补正"),
    ("/services/{package}/{service}/rate", None, "代群众评价"),
    ("/notices/{package}/{notice}/object", None, "代群众提出异议"),
    ("/admin/audit", None, "审计日志"),
    ("/admin/audit/export", None, "审计日志，导出为表格"),
    ("/admin/readings", None, "看明文的登记"),
    ("/admin/messages", None, "督办消息"),
    ("/admin/health", None, "运行状况"),
    ("/admin/packages", None, "装着的应用包"),
    ("/admin/backups", None, "备份"),
    ("/admin/accounts", None, "账号及其状态"),
    ("/drafts", Some(false), "本人的草稿"),
    ("/drafts", Some(true), "保存草稿"),
    ("/drafts/drop", None, "删除草稿"),
    ("/board", None, "监察台账"),
    ("/board/cases", None, "监察台账一格里的案件"),
    ("/indicators", None, "指标目录"),
    ("/indicators/records", None, "按溯源串查数背后的记录"),
    ("/indicators/{package}/{indicator}", None, "一个指标的数，或分组的表"),
    ("/reports", None, "可写的报告"),
    ("/reports/{package}/{report}", None, "生成报告"),
    ("/proof", None, "校对一段文字"),
    ("/services", None, "办事指南"),
    ("/notices", None, "公示公告"),
];

/// What an operation does.
#[must_use]
pub fn title(path: &str, writes: bool) -> &'static str {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    let meant = |(known, writing, _): &&(&str, Option<bool>, &str)| {
        *known == path && writing.is_none_or(|writing| writing == writes)
    };
    TITLES.iter().find(meant).map_or("", |(.., title)| title)
}

/// Parts of addresses and keys of requests.
const KEYS: &[(&str, &str)] = &[
    ("view", "视图号"),
    ("document", "文书的键"),
    ("file", "导出成什么：docx、pdf、html、md"),
    ("service", "服务事项的键"),
    ("notice", "公示的键"),
    ("do", "做什么：act 办理，assign 指定经办"),
    ("records", "记录和读到的版本：[{\"id\": 12, \"version\": 3}]，最多 200 条"),
    ("query", "列表的筛选、排序，写法与地址里的查询相同"),
    ("shared", "是否给本单位及下属单位共用"),
    ("id", "号；不写是新的"),
    ("changed", "已有记录的行与记录不同时：edit 更正，skip 跳过，refuse 算错"),
    ("accept_good", "有错时是否先导入没有错的行"),
    ("commit", "是否写入；不写只检查"),
    ("range", "任意期间，例如 2024-01..2025-06"),
    ("office", "受理机构代码或名称；只有一个时可以不写"),
    ("proof", "登记的电话或证件号"),
    ("account", "账号"),
    ("what", "哪一类，例如 sign-in、exported、downloaded"),
    ("target", "对什么"),
    ("ok", "是否办成"),
    ("kind", "哪一种：remind、warn、yellow、red、refer"),
    ("sent", "是否已发出"),
    ("package", "应用包的名称"),
    ("ledger", "台账，写成 应用包.台账"),
    ("record", "记录号"),
    ("comment", "留言号"),
    ("action", "办理动作的键"),
    ("limit", "时限的键；在查询里是最多答复多少条"),
    ("sha256", "文件内容的 SHA-256，十六进制小写"),
    ("indicator", "指标的键"),
    ("report", "报告的键；起草时写 应用包/报告"),
    ("sort", "排序：字段名或 entered、number、state、org、handler、opened、changed、closed、due，前加 - 为倒序"),
    ("after", "从这里往后：上一页答复里的 next"),
    ("before", "从这里往前：答复里的 previous；在日志里是这条以前的"),
    ("version", "读到的版本；与现在不符时不办"),
    ("reason", "理由或备注"),
    ("fields", "字段名到值"),
    ("org", "机构代码或名称"),
    ("number", "编号；登记时是带来的旧编号"),
    ("to", "接收机构代码或名称（移交时）"),
    ("handler", "经办人的账号"),
    ("length", "一段时间，例如 10 working days、30 days、1 month"),
    ("from", "起，例如 2026-03-09T09:00:00；起草报告时是照抄的文稿号；查引用时是填写引用的台账"),
    ("until", "到什么时候止；还没有止时不写"),
    ("text", "文字"),
    ("purpose", "看个人信息的用途"),
    ("name", "名称；上传时是文件名"),
    ("token", "溯源串"),
    ("period", "期间，例如 2026、2026-Q1、2026-03"),
    ("as", "怎样算：value、previous、growth、share 等"),
    ("as_of", "截至的时刻"),
    ("by", "按什么分组：state、org、month、year 或字段名"),
    ("format", "文件的格式"),
    ("q", "要找的词"),
    ("offset", "跳过多少条"),
    ("of", "谁的：mine、unclaimed、office；在监察台账里是格子所在的机构"),
    ("bucket", "哪一类：overdue、soon、later、no_clock"),
    ("soon", "多少个工作日内到期算将到期"),
    ("since", "从哪天起；在监察台账里是按时率从哪天起算"),
    ("column", "哪一列"),
    ("own", "只要本级的"),
    ("place", "哪张表单，例如 edit:应用包.台账:12"),
    ("public", "是否公开文件，公开的多查个人信息"),
];

/// What a part of an address or a key of a request means.
#[must_use]
pub fn key(name: &str) -> &'static str {
    KEYS.iter().find(|(known, _)| *known == name).map_or("", |(_, meaning)| meaning)
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

/// A blank value where there must be one.
#[must_use]
pub fn blank(key: &str) -> String {
    format!("查询里的“{key}”是空的。请填上，或者整个去掉。")
}

/// Several records at once.
#[must_use]
pub fn bad_several(most: usize) -> String {
    format!("records 应有 1 到 {most} 条记录。")
}

/// Only texts are taken here.
#[must_use]
pub fn only_texts(name: &str) -> String {
    format!("“{name}”应写成文字。附件和子表请在网页上或窗口提交。")
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
