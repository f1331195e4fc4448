//! Words of results and published reports on the portal.

/// Words of results.
pub const RESULTS: &str = "查结果";
/// Words of results.
pub const RESULTS_ABOUT: &str = "到了公布时间，填写本人的信息就能查到自己的结果。这里没有名单，只能查自己的。";
/// Words of results.
pub const NO_RESULTS: &str = "目前没有可以查询的结果";
/// Words of results.
pub const OPEN: &str = "现在可以查询";
/// Words of results.
pub const NOT_YET: &str = "还没有公布";
/// Words of results.
pub const NOT_YET_HOW: &str = "公布时间定下来以后会写在这里。";
/// Words of results.
pub const NEXT_HOW: &str = "到时候回到本页填写查询，不用提前排队。";
/// Words of results.
pub const OTHERS: &str = "查别的结果";
/// Words of results.
pub const NUMBER: &str = "编号";
/// Words of results.
pub const NUMBER_HELP: &str = "申请、报名时给的编号，如 选〔2025〕001号";
/// Words of results.
pub const OFFICE: &str = "办理单位";
/// Words of results.
pub const LOOK_UP: &str = "查询";
/// Words of results.
pub const KEPT_SECRET: &str = "填写的内容只用来核对，不保存。";
/// Words of results.
pub const NOTHING: &str = "没有查到";
/// Words of results.
pub const NOTHING_HOW: &str = "填写的内容对不上，或者还没有您的结果。请核对后再查；一直查不到的，到办理单位查询。";
/// Words of results.
pub const PRINT: &str = "可以打印或者截图保存本页。";
/// Words of results.
pub const AGAIN: &str = "再查一次";

/// Words of published reports.
pub const REPORTS: &str = "公开报告";
/// Words of published reports.
pub const REPORTS_ABOUT: &str = "经签发、审查后向社会公布的工作报告。数字是签发时固定的，和签发的那一份一字不差。";
/// Words of published reports.
pub const NO_REPORTS: &str = "还没有公布的报告";
/// Words of published reports.
pub const WORD: &str = "下载 Word";
/// Words of published reports.
pub const PDF: &str = "下载 PDF";
/// Words of published reports.
pub const CHECKSUM: &str = "Word 文件校验码（SHA-256）";
/// Words of published reports.
pub const PUBLISHED_ON: &str = "公布日期";
/// Words of published reports.
pub const ABOUT: &str = "单位";
/// Words of published reports.
pub const PERIOD: &str = "期间";
/// Words of published reports.
pub const ALL_REPORTS: &str = "看全部报告";
/// Words of published reports, for whoever signs them.
pub const PROPOSE: &str = "报请公布";
/// Words of published reports, for whoever signs them.
pub const PROPOSE_HELP: &str =
    "生成网页、Word、PDF 三份公布文件，不带数据来源；经保密审查、由签发人公布后，公众在门户的“公开报告”里看到。";
/// Words of published reports, for whoever signs them.
pub const PROPOSED: &str = "已报请公布，请签发人审查后公布";
/// Words of published reports, for whoever signs them.
pub const PUBLICATION: &str = "公布情况";
/// Words of published reports, for whoever signs them.
pub const NOT_PUBLIC: &str = "这份报告没有声明可以向社会公布";
/// Words of published reports, for whoever signs them.
pub const NOT_PUBLIC_RULE: &str = "报告的文首写了 public 的才能公布";

/// A time of day on a day.
#[must_use]
pub fn at(day: &str, hour: u32, minute: u32) -> String {
    format!("{day} {hour:02}:{minute:02}")
}

/// When the next results are released; `what`: the round, the batch, or nothing.
#[must_use]
pub fn next(moment: &str, what: &str) -> String {
    if what.is_empty() { format!("{moment} 公布") } else { format!("{what}：{moment} 公布") }
}

/// Something can be looked up, more comes.
#[must_use]
pub fn open_and(next: &str) -> String {
    format!("现在可以查询已公布的；{next}")
}

/// A year of reports.
#[must_use]
pub fn year(year: i32) -> String {
    format!("{year}年")
}

/// Downloads with their size.
#[must_use]
pub fn download(word: &str, size: &str) -> String {
    format!("{word}（{size}）")
}
