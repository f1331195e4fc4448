//! Fragments: paragraphs that begin or end in mid-sentence, stray titles and link words.

use crate::check::Desk;
use crate::finding::Severity;
use crate::text::Span;

/// A sentence does not begin with these.
const NO_START: &[char] = &[
    '的', '了', '们', '化', '业', '得', '着', '吗', '呢', '吧', '、', '”', '》', ')', ',', '。', ';', '性', '员', '则',
];
/// A sentence does not end with these.
const NO_END: &[char] = &[
    '企', '的', '和', '与', '及', '其', '在', '对', '被', '把', '将', '从', '并', '而', '或', '且', '于', '为', '、',
    ',', '以', '是', '向', '由',
];
/// Words with one of the characters of `NO_START` that may begin a sentence.
const MAY_START: &[&str] = &[
    "业务",
    "业主",
    "业绩",
    "业内",
    "业余",
    "化学",
    "化工",
    "化解",
    "性别",
    "性质",
    "员工",
    "得知",
    "得益",
    "得到",
    "则",
    "的确",
    "着力",
    "着眼",
    "着手",
    "着重",
    "化肥",
    "性格",
    "得分",
    "业态",
    "化整为零",
];
/// Words with one of the characters of `NO_END` that may end a sentence.
const MAY_END: &str = "是的 目的 有的 其中 之的 似的 好的 以为 行为 作为 成为 认为 所在 存在 现在 潜在 \
    内在 取和 温和 应对 针对 面对 结对 核对 校对 相对 绝对 反对 配对 不对 予以 加以 \
    足以 用以 但是 还是 凡是 人为 有为 无为 转向 走向 趋向 志向 面向 事由 案由 因由 \
    永和 祥和 平和 随和 调和 共和 中和 授予 过于 在于 位于 便于 善于 参与 给予 方向 \
    导向 动向 意向 理由 自由 校企 国企 民企 政企 央企 房企 车企 药企 外企 小微企 \
    难以 得以 可以 于是 不是 就是 都是 缓和 总和 饱和 谐和 普及 涉及 以及 惠及 触及 \
    波及 由于 对于 关于 属于 处于 勇于 乐于 敢于";
/// Kinds of documents and link words left by a web page.
const STRAY: &[&str] = &[
    "总结",
    "汇报",
    "报告",
    "自查报告",
    "工作总结",
    "讲话稿",
    "方案",
    "通知",
    "教学",
    "返回",
    "上一篇",
    "下一篇",
    "更多",
    "相关文章",
    "范文",
    "心得体会",
    "计划",
];
const VERBS: &[char] = &[
    '是', '有', '为', '使', '将', '把', '被', '获', '达', '了', '着', '过', '应', '要', '可', '能', '会', '请', '于',
    '由', '让', '无', '不', '另',
];

pub(super) fn check(desk: &mut Desk<'_>) {
    for index in 0..desk.prose.paragraphs.len() {
        let span = desk.prose.paragraphs[index];
        let inside = |spans: &[Span]| {
            let at = spans.partition_point(|s| s.end <= span.start);
            spans.get(at).is_some_and(|s| s.start < span.end)
        };
        if inside(&desk.prose.cells) || inside(&desk.document.headings) {
            continue;
        }
        beginning(desk, span);
        ending(desk, span);
        stray(desk, span, index);
        nominal(desk, span);
    }
}

fn beginning(desk: &mut Desk<'_>, span: Span) {
    let first = desk.prose.at(span.start);
    let may = MAY_START.iter().any(|w| desk.prose.starts(span.start, w));
    let end = (span.start + 6).min(span.end);
    if NO_START.contains(&first) && !may {
        desk.find(
            "fragment-start",
            Severity::Warning,
            Span::new(span.start, end),
            format!("段首“{}”像是半句：前文可能被截断", desk.prose.written(Span::new(span.start, end))),
        );
        return;
    }
    // 设施等,有效改进: the head of a list is lost.
    let text = desk.text(Span::new(span.start, (span.start + 8).min(span.end)));
    let listed = text.find("等,").filter(|b| {
        *b > 0
            && *b <= 12
            && !text[..*b].contains(['、', ',', '我', '该', '平', '均', '同', '高', '初', '中', '上', '头', '特', '优'])
    });
    if listed.is_some() {
        desk.find(
            "fragment-start",
            Severity::Info,
            Span::new(span.start, end),
            "段首以“……等，”开头：列举的前部可能被截断",
        );
    }
    // 手拉手”: a closing quote before any opening one.
    let head = desk.text(Span::new(span.start, (span.start + 16).min(span.end)));
    if let Some(close) = head.find('”').filter(|b| *b <= 18)
        && !head[..close].contains('“')
    {
        desk.find("fragment-start", Severity::Warning, Span::new(span.start, end), "段首引号只有后半：前文可能被截断");
    }
    // 歌咏大会;举办…: a bare noun before a semicolon.
    if let Some(mark) = head.find([';', '。', ',']).filter(|b| head[*b..].starts_with(';')) {
        let noun = &head[..mark];
        if noun.chars().count() <= 8 && !noun.contains(VERBS) && !noun.contains(|c: char| c.is_ascii_digit()) {
            desk.find(
                "fragment-start",
                Severity::Info,
                Span::new(span.start, end),
                "段首只有名词便以分号断开：前文可能被截断",
            );
        }
    }
}

fn ending(desk: &mut Desk<'_>, span: Span) {
    let mut last = span.end;
    while last > span.start && matches!(desk.prose.before(last), '。' | '!' | '?') {
        last -= 1;
    }
    let c = desk.prose.before(last);
    let closed = last < span.end;
    if span.end - span.start < 6 || !NO_END.contains(&c) {
        return;
    }
    let fine = MAY_END.split(' ').any(|w| desk.prose.ends(last, w)) || (c == '的' && closed);
    if fine || (c == ',' || c == '、') && span.end - span.start < 12 {
        return;
    }
    let start = last.saturating_sub(6).max(span.start);
    let text = desk.prose.written(Span::new(start, span.end));
    desk.find(
        "fragment-end",
        Severity::Warning,
        Span::new(start, span.end),
        format!("段尾“{text}”像是半句：后文可能被截断"),
    );
}

/// 汇报。 通知。 年度工作方案。: a word or a title with a full stop, alone in its paragraph.
fn stray(desk: &mut Desk<'_>, span: Span, index: usize) {
    let text = desk.text(span);
    let Some(body) = text.strip_suffix('。') else { return };
    let length = body.chars().count();
    if length == 0
        || length > 16
        || body.starts_with("特此")
        || body.starts_with("此致")
        || body.contains([',', ':', '、', ';', '('])
        || body.contains(VERBS)
    {
        return;
    }
    if STRAY.iter().any(|w| body.ends_with(w)) || length <= 3 {
        let place = if index == 0 { "文首" } else { "段落" };
        desk.find(
            "fragment-stray",
            Severity::Warning,
            span,
            format!("{place}“{body}。”不成句：可能是残留的链接文字或标题"),
        );
    }
}

/// 全区师生书法展演。我局…: a noun phrase with a full stop before the real sentence.
fn nominal(desk: &mut Desk<'_>, span: Span) {
    let text = desk.text(span);
    let Some(byte) = text.find('。') else { return };
    let (head, rest) = text.split_at(byte);
    let length = head.chars().count();
    let noun = ["竞赛", "比赛", "大赛", "活动", "会议", "培训", "工程", "制度", "项目", "评比", "展演", "论坛", "讲座"]
        .iter()
        .any(|w| head.ends_with(w));
    let plain = !head.contains([',', '、', ':', ';', '(', '“'])
        && !without_nouns(head).contains(VERBS)
        && !head.chars().any(|c| c.is_ascii_digit() || "一二三四五六七八九".contains(c));
    let verb = [
        "开展", "举办", "组织", "加强", "推进", "召开", "参加", "实施", "完成", "抓好", "做好", "深化", "落实", "完善",
        "健全", "建立", "建设", "规范", "启动", "丰富", "创新", "强化", "承办", "优化", "推动", "深入", "积极", "扎实",
        "全面",
    ];
    if (6..=20).contains(&length)
        && noun
        && plain
        && rest.chars().count() > 12
        && !verb.iter().any(|w| head.contains(w))
    {
        let span = Span::new(span.start, span.start + length + 1);
        desk.find("fragment-start", Severity::Info, span, "段首的名词短语后用句号：前文可能被截断");
    }
}

/// A phrase without the nouns that hold a character of [`VERBS`].
fn without_nouns(phrase: &str) -> String {
    const NOUNS: [&str; 8] = ["能力", "技能", "功能", "职能", "智能", "节能", "能源", "体能"];
    NOUNS.iter().fold(phrase.to_owned(), |text, noun| text.replace(noun, ""))
}
