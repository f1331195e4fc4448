//! "N项" and the items then listed: 一是…二是…, 《》《》, “”“”, A、B和C, items before the number, headings.

use crate::check::Desk;
use crate::finding::Severity;
use crate::letters::says;
use crate::numbers::{Figure, Kind};
use crate::text::Span;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Nouns that announce a list of items.
const ANNOUNCE: &[&str] = &[
    "制度", "措施", "工作", "方面", "任务", "问题", "原因", "做法", "特点", "机制", "行动", "工程", "重点", "抓手",
    "环节", "关", "要求", "体会", "建议", "经验", "成效", "原则", "境界", "文章", "活动", "内容", "举措", "目标",
    "关键", "结合", "转变", "平台", "计划", "能力", "体系", "阶段", "品牌", "优势", "短板", "路径", "清单", "专题",
    "主题", "专项", "台阶",
];

/// Units of a number that its items may follow.
const LISTED_AFTER: &str = "个 项 大 篇 种 类 方面 级 条 部 本 门 名 位 所 家 步 关 点 环节 件 期 块 支 次 场 节";
/// Units of a number that its items may precede.
const LISTED_BEFORE: &str = "位 级 所 家 市 县 区 省 地 方 类 种 大 项 个 门 校 镇 村";

const ORDER: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

pub(super) fn check(desk: &mut Desk<'_>) {
    for index in 0..desk.figures.len() {
        let figure = &desk.figures[index];
        let small = figure.exact()
            && figure.value >= Decimal::TWO
            && figure.value <= Decimal::from(20)
            && figure.bracket.is_none_or(|_| true);
        if !small || !matches!(figure.kind, Kind::Count | Kind::Plain) {
            continue;
        }
        if enumerated(desk, figure) || inline(desk, figure) {
            continue;
        }
        before(desk, figure);
    }
    levels(desk);
    headings(desk);
}

fn number(figure: &Figure) -> usize {
    figure.value.to_usize().unwrap_or(0)
}

fn verdict(desk: &mut Desk<'_>, figure: &Figure, count: usize, fits: bool, what: &str) {
    if fits {
        return desk.holds("list", &[figure]);
    }
    let message = format!("文中说 {}，{what}列出 {count} 项", desk.show(figure));
    desk.fails(
        "list",
        "figure-list-count-differs",
        Severity::Warning,
        &[figure],
        format!("{message}（若所列不是其全部则可成立）"),
    );
}

/// N项措施 … 一是…二是…三是….
fn enumerated(desk: &mut Desk<'_>, figure: &Figure) -> bool {
    let after = desk.text(figure.counted);
    let announced =
        says(after, ANNOUNCE) || matches!(figure.unit.as_str(), "项" | "点" | "方面" | "条" | "步" | "大" | "关");
    if !announced {
        return false;
    }
    let end = desk.prose.paragraphs[figure.paragraph].end.min(figure.full_end + 2000);
    let text = desk.text(Span::new(figure.full_end, end));
    // The list begins within sixty characters; what follows is only counted.
    let near = desk.text(Span::new(figure.full_end, end.min(figure.full_end + 64)));
    let Some(byte) = near.find("一是") else { return false };
    let between = &text[..byte];
    if between.chars().count() > 60
        || between.matches('。').count() > 2
        || nearer(desk, figure, between.chars().count())
    {
        return false;
    }
    let count = run(&text[byte..], "是");
    if count < 2 {
        return false;
    }
    verdict(desk, figure, count, count == number(figure), "其后“一是”“二是”");
    true
}

/// Whether another announcing number stands between this one and the list.
fn nearer(desk: &Desk<'_>, figure: &Figure, length: usize) -> bool {
    let end = figure.full_end + length;
    let next = desk.figures.partition_point(|f| f.start <= figure.start);
    desk.figures[next..]
        .iter()
        .take_while(|f| f.start < end)
        .any(|f| f.unit == figure.unit && f.value != figure.value && matches!(f.kind, Kind::Count))
}

/// How far 一是, 二是, 三是 … runs.
fn run(text: &str, mark: &str) -> usize {
    let mut rest = text;
    let mut count = 0;
    for digit in ORDER {
        let Some(byte) = rest.find(&format!("{digit}{mark}")) else { break };
        if count > 0 && rest[..byte].contains(&format!("一{mark}")) {
            break;
        }
        rest = &rest[byte + digit.len_utf8() + mark.len()..];
        count += 1;
    }
    count
}

/// N个方面(A、B和C), N篇文章:“A”、“B”, N本书《A》《B》.
fn inline(desk: &mut Desk<'_>, figure: &Figure) -> bool {
    let mut at = figure.counted.end;
    if desk.prose.at(at) == '”' {
        at += 1;
        let quote = at;
        while at - quote < 8
            && !matches!(desk.prose.at(at), ',' | ':' | '(' | '。' | ';' | '、' | '“' | '《' | '\n' | '”')
        {
            at += 1;
        }
    }
    let mark = desk.prose.at(at);
    let noun = desk.text(Span::new(figure.full_end, at)).rsplit('”').next().map_or(0, |t| t.chars().count());
    let open = match mark {
        '(' | ':' => at + 1,
        '“' | '《' if noun <= 8 => at,
        ',' if noun <= 10 => match ["即", "也就是", "分别是", "包括"].iter().find(|w| desk.prose.starts(at + 1, w))
        {
            Some(word) => at + 1 + word.chars().count(),
            None => return false,
        },
        _ => return false,
    };
    let close = if mark == '(' { [')', '\n'] } else { ['。', '\n'] };
    let limit = (open..(open + 300).min(desk.prose.chars.len())).find(|&i| close.contains(&desk.prose.at(i)));
    let Some(limit) = limit else { return false };
    let text = desk.text(Span::new(open, limit));
    let regions = mark == '('
        && text
            .split(['、', '和'])
            .all(|i| matches!(i, "市" | "区" | "县" | "镇" | "乡" | "街道" | "办" | "旗" | "州" | "园区" | "处"));
    if regions || text.starts_with("其中") || text.contains('等') || text.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let Some(counts) = items(text, matches!(mark, ':' | ',')) else { return false };
    if !LISTED_AFTER.split(' ').any(|u| u == figure.unit) {
        return false;
    }
    verdict(desk, figure, counts[0], counts.contains(&number(figure)), "其后");
    true
}

/// The number of items of a list; two answers when 和 may stand inside an item.
fn items(text: &str, colon: bool) -> Option<Vec<usize>> {
    let text = if colon { text.split([',', ';']).next().unwrap_or(text) } else { text };
    let titles = text.matches('《').count();
    if titles >= 2 {
        return Some(vec![titles]);
    }
    let quotes = text.matches('“').count();
    if text.starts_with('“') && quotes >= 2 {
        return Some(vec![quotes]);
    }
    let text = without_brackets(text);
    if text.contains([',', ';', '。']) {
        return None;
    }
    let marks = text.matches('、').count();
    let last = text.rsplit('、').next().unwrap_or("");
    let joined = says(last, &["和", "与", "及", "以及"]);
    // 课内与课外、校内与校外: the word joins within items, not items.
    let inside = text.split('、').filter(|i| says(i, &["和", "与", "及"])).count() > 1;
    match (marks, joined && !inside) {
        (0, false) => None,
        (0, true) => (text.chars().count() <= 16).then(|| vec![2]),
        (n, false) => Some(vec![n + 1]),
        (n, true) => Some(vec![n + 2, n + 1]),
    }
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0usize;
    text.chars()
        .filter(|c| {
            if matches!(c, '(' | '“' | '《' | '〔') {
                depth += 1;
            }
            let keep = depth == 0;
            if matches!(c, ')' | '”' | '》' | '〕') {
                depth = depth.saturating_sub(1);
            }
            keep
        })
        .collect()
}

/// A、B、C三所学校; A、B五位一体; 与A、B建立三地; 进行了A和B,两次活动.
fn before(desk: &mut Desk<'_>, figure: &Figure) {
    let start = desk.prose.sentences[figure.sentence].span.start;
    let lead = desk.text(Span::new(start.max(figure.start.saturating_sub(90)), figure.start));
    let clause = lead.rsplit([',', ';', '。', ':']).next().unwrap_or("");
    let flat = without_brackets(clause);
    if desk.prose.before(figure.start) == ',' {
        return previous_clause(desk, figure, lead);
    }
    if partners(desk, figure, &flat) {
        return;
    }
    if flat.ends_with(['等', '第', '约', '近', '的', '共', '前', '后', '这', '以', '为', '了', '达', '有', '取', '供'])
    {
        return at_least(desk, figure, &flat);
    }
    let joined = LISTED_BEFORE.split(' ').any(|u| u == figure.unit);
    let tail = flat
        .rsplit(['是', '为', '将', '把', '在', '由', '从', '对', '到', '过', '立', '造', '集'])
        .next()
        .unwrap_or("");
    let marks = tail.matches('、').count();
    if !(figure.chinese && joined && marks >= 2) || tail.chars().any(|c| c.is_ascii_digit()) {
        return;
    }
    let last = tail.rsplit('、').next().unwrap_or("");
    if last.is_empty() || last.chars().count() > 8 {
        return;
    }
    // An item far shorter than its neighbours is the head of a longer name that the number belongs to.
    let others = tail.split('、').skip(1).take(marks - 1).map(|i| i.chars().count()).max().unwrap_or(0);
    if others > 3 * last.chars().count() + 2 {
        return;
    }
    let with_and = says(last, &["和", "与", "及"]);
    let count = marks + 1 + usize::from(with_and);
    verdict(desk, figure, count, number(figure) == count || (with_and && number(figure) == marks + 1), "前面");
}

/// 与A、B建立三地协作: the partners and the one who speaks.
fn partners(desk: &mut Desk<'_>, figure: &Figure, flat: &str) -> bool {
    let fits = figure.chinese && matches!(figure.unit.as_str(), "地" | "方" | "家" | "校" | "市" | "省");
    let Some(byte) = flat.rfind('与').filter(|_| fits) else { return false };
    let tail = &flat[byte..];
    let verb = ["建立", "签订", "组建", "成立", "共建", "签署"].iter().find_map(|v| tail.find(v));
    let Some(verb) = verb.filter(|_| tail.contains('、')) else { return false };
    let count = tail[..verb].matches('、').count() + 1;
    verdict(desk, figure, count + 1, [count, count + 1].contains(&number(figure)), "前面连同本身");
    true
}

/// A、B、C等N所: no more named than counted.
fn at_least(desk: &mut Desk<'_>, figure: &Figure, flat: &str) {
    let Some(list) = flat.strip_suffix('等') else { return };
    let written = desk.text(Span::new(desk.prose.clause(figure.start).start, figure.start));
    if let Some(quoted) = written.strip_suffix('等').filter(|t| t.ends_with(['”', '》'])) {
        let count = quoted.matches(['“', '《']).count();
        if count >= 2 {
            verdict(desk, figure, count, number(figure) >= count, "前面已");
        }
        return;
    }
    let named = list.rsplit(['在', '对', '与', '从', '由', '为', '将', '了']).next().unwrap_or("");
    let count = named.matches('、').count() + 1;
    if count < 2 || named.chars().any(|c| c.is_ascii_digit()) || named.chars().count() > 60 {
        return;
    }
    verdict(desk, figure, count, number(figure) >= count, "前面已");
}

/// 举办了A和B,两项活动…….
fn previous_clause(desk: &mut Desk<'_>, figure: &Figure, lead: &str) {
    let after = desk.text(figure.counted);
    let spoken =
        ["活动", "比赛", "会议", "讲座", "培训", "制度", "文件", "工程", "项目"].iter().any(|w| after.starts_with(w));
    if !(figure.chinese && spoken) {
        return;
    }
    let mut clauses = lead.trim_end_matches(',').rsplit([',', ';', '。', ':']);
    let clause = without_brackets(clauses.next().unwrap_or(""));
    let did = ["进行了", "举办了", "开展了", "召开了", "组织了", "制定了", "出台了", "实施了", "举行了"]
        .iter()
        .find_map(|v| clause.rfind(v).map(|b| b + v.len()));
    let Some(from) = did else { return };
    let list = &clause[from..];
    let count =
        list.matches('、').count() + 1 + usize::from(says(list.rsplit('、').next().unwrap_or(""), &["和", "与", "及"]));
    if count >= 2 {
        verdict(desk, figure, count, count == number(figure), "前面");
    }
}

/// 五级联动 … 省、市、县、乡、村五级: one paragraph, one number of levels.
fn levels(desk: &mut Desk<'_>) {
    let all: Vec<&Figure> = desk
        .figures
        .iter()
        .filter(|f| f.unit == "级" && f.chinese && f.kind == Kind::Count && f.value >= Decimal::TWO)
        .collect();
    for listed in &all {
        let clause = desk.text(Span::new(desk.prose.clause(listed.start).start.min(listed.start), listed.start));
        let wider = desk.text(Span::new(listed.start.saturating_sub(24), listed.start));
        let flat = without_brackets(if clause.is_empty() { wider } else { clause });
        let flat = if flat.contains('、') { flat } else { without_brackets(wider) };
        if !flat.contains('、') || flat.ends_with('等') {
            continue;
        }
        let from = all.partition_point(|f| f.paragraph < listed.paragraph);
        for other in all[from..]
            .iter()
            .take_while(|f| f.paragraph == listed.paragraph)
            .take(50)
            .filter(|f| f.start != listed.start)
        {
            if other.value == listed.value {
                desk.holds("list", &[other, listed]);
            } else {
                let message =
                    format!("同一段里有 {} 和 {} 两种说法（若所指不同则可成立）", desk.show(other), desk.show(listed));
                desk.fails("list", "figure-list-count-differs", Severity::Warning, &[other, listed], message);
            }
        }
    }
}

/// 以下N个方面 and the first-level headings after it.
fn headings(desk: &mut Desk<'_>) {
    let heads: Vec<Span> = desk
        .prose
        .paragraphs
        .iter()
        .filter(|p| ORDER.contains(&desk.prose.at(p.start)) && desk.prose.at(p.start + 1) == '、')
        .copied()
        .collect();
    for figure in desk
        .figures
        .iter()
        .filter(|f| f.kind == Kind::Count && f.exact() && matches!(f.unit.as_str(), "个" | "项" | "方面" | "点"))
    {
        let lead = desk.text(figure.lead);
        let announced = (lead.ends_with("以下") || lead.ends_with("下列"))
            && says(desk.text(Span::new(figure.full_end.saturating_sub(2), figure.counted.end)), ANNOUNCE);
        let after: Vec<&Span> = heads.iter().filter(|h| h.start > figure.start).collect();
        if !announced
            || after.len() < 2
            || desk.prose.at(after[0].start) != '一'
            || after[0].start - figure.full_end > 40
        {
            continue;
        }
        let count = after.iter().zip(ORDER).take_while(|(h, digit)| desk.prose.at(h.start) == *digit).count();
        verdict(desk, figure, count, count == number(figure), "其后标题");
    }
}
