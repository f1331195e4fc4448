//! The pages of `banjie explain` for faults of expressions.

/// One page: what the fault is, why it is one, what was written, what to write.
#[derive(Clone, Copy, Debug)]
pub struct ExprPage {
    /// Code of the fault.
    pub code: &'static str,
    /// Title.
    pub title: &'static str,
    /// Why it is a fault and what to do.
    pub why: &'static str,
    /// A text with the fault.
    pub bad: &'static str,
    /// The same, mended.
    pub good: &'static str,
}

/// The page of a code.
pub fn page(code: &str) -> Option<&'static ExprPage> {
    PAGES.iter().find(|page| page.code == code)
}

const fn new(
    code: &'static str,
    title: &'static str,
    why: &'static str,
    bad: &'static str,
    good: &'static str,
) -> ExprPage {
    ExprPage { code, title, why, bad, good }
}

/// All pages, by code.
pub const PAGES: &[ExprPage] = &[
    new(
        "bad-date",
        "日期写得不对",
        "日期写成四位年、两位月、两位日，中间用减号，不加引号；必须是日历上有的一天。",
        "found_on >= 2025-1-1",
        "found_on >= 2025-01-01",
    ),
    new(
        "bad-duration",
        "时长写得不对",
        "时长是一个整数、一个空格和单位：working days（工作日）、days（自然日）、months（月）、years（年）、hours（小时）。法律上“日”与“工作日”不同，所以单位必须写明。",
        "found_on + 7天",
        "found_on + 7 days",
    ),
    new(
        "constant-comparison",
        "结果永远一样的条件",
        "两边都是常数，或两边是同一个值，条件就永远成立或永远不成立。多半是写错了一边的字段。",
        "area > area",
        "area > approved_area",
    ),
    new(
        "division-by-zero",
        "除以零",
        "除以零没有结果，得到的值永远是空的。除数是字段时，值为零的那条记录结果为空。",
        "fine / 0",
        "fine / 2",
    ),
    new(
        "duplicate-item",
        "列表里有重复的值",
        "in 后面的每个值只写一次。重复的多半是写错了另一个值。",
        "kind in ['rooftop', 'rooftop']",
        "kind in ['rooftop', 'rebuilt']",
    ),
    new(
        "expr-syntax",
        "表达式写得不对",
        "表达式由字段、数、带引号的文字和运算符组成：== != < <= > >= 比较，&& || ! 连接条件，+ - * / 计算，in [ ] 列出可选的值，条件 ? 是 : 否 二选一。",
        "area > && cadre",
        "area > 100 && cadre",
    ),
    new(
        "expr-too-deep",
        "表达式太长，或括号套得太深",
        "表达式最多套 64 层、1000 个词。太深的表达式没有人读得懂；把中间结果做成有公式的字段，各有标题，读起来也清楚。",
        "((((…))))",
        "excess * unit_price",
    ),
    new(
        "foreign-sign",
        "用了别的写法的符号",
        "表达式用半角符号，每个意思只有一种写法：等于写 ==，且写 &&，或写 ||，非写 !，文字用半角引号。",
        "area ≥ 100 and cadre",
        "area >= 100 && cadre",
    ),
    new(
        "it-outside-lookup",
        "it 用错了地方",
        "it 指被查找的那条记录（lookup 的 where 里），或子表的那一行（有 for_each 的 creates 里）。本台账自己的字段直接写名称。",
        "it.area > 100",
        "area > 100",
    ),
    new(
        "limit-needs-fact",
        "时限后面缺少要问的情况",
        "时限不是一个值。要写明问它的什么：started_on 开始日、due_on 到期日、ended_on 办结日、on_time 按期、overdue 超期、card 牌别、referred 已移送、running 正在计时。",
        "filing",
        "filing.overdue",
    ),
    new(
        "money-times-money",
        "金额乘金额",
        "元乘元没有意义。其中一个应当是数量、比例或系数。",
        "fine * premium",
        "fine * 2",
    ),
    new(
        "money-with-number",
        "金额与不是金额的字段放在一起",
        "金额以元为单位。普通小数字段的单位可能是平方米、万元等，直接加减或比较会差几个数量级。是金额的字段声明为 money；单位不同的先换算。",
        "fine > area",
        "fine > area * 50",
    ),
    new(
        "no-member",
        "点后面的名称不成立",
        "点后面只能接四种东西：机构的属性（org.kind）、时限的情况（filing.due_on）、表的输出（discretion(kind, area).low）、look-up 中另一条记录的字段（it.firm）。",
        "found_on.year == 2025",
        "year(found_on) == 2025",
    ),
    new(
        "no-order",
        "不分先后的值比大小",
        "代码、文字、机构等没有大小先后，只能问相等不相等。要分等级的，给代码配一个数，或用 in 列出。",
        "kind > 'rooftop'",
        "kind in ['legacy', 'rebuilt']",
    ),
    new(
        "not-rounded",
        "没有写明四舍五入",
        "乘除之后小数位数会变多，而字段只存固定的位数。四舍五入是规则的一部分，必须写出来，才不会一处一个样。",
        "premium * insurance_rate(kind).rate",
        "round(premium * insurance_rate(kind).rate, 2)",
    ),
    new(
        "null-comparison",
        "与 null 比较",
        "没有填的值与什么比较都为否，所以没有 null。问有没有值用 has。",
        "fine == null",
        "!has(fine)",
    ),
    new(
        "percent-literal",
        "比例与大于一的数比较",
        "比例 50% 就是 0.5。与 50 比较等于与 5000% 比较，多半是少写了百分号。",
        "rate > 50",
        "rate > 50%",
    ),
    new(
        "type-mismatch",
        "类型不合",
        "每个值都有类型：数、金额、比例、日期、文字、代码、是否、文件等。比较和计算只在合得来的类型之间有意义。",
        "found_on > '2025-01-01'",
        "found_on > 2025-01-01",
    ),
    new(
        "unknown-code-key",
        "代码表里没有这个键",
        "代码与键比较，不与标题比较：标题会改，键永远不变。键写在 package.toml 的 codes 里。",
        "kind == '楼顶违法建设'",
        "kind == 'rooftop'",
    ),
    new(
        "unknown-field",
        "没有这个字段",
        "表达式里的名称是台账的字段名（英文），或每条记录都有的 state、number、org、handler、opened_on、closed_on、hand_overs。标题不能写在表达式里。",
        "aera > 100",
        "area > 100",
    ),
    new(
        "unknown-function",
        "没有这个函数或表",
        "函数只有固定的几个；自己的规则写成判定表，用表名调用。",
        "len(photos) > 0",
        "size(photos) > 0",
    ),
    new(
        "unknown-indicator",
        "没有这个指标",
        "指标公式里的名称是本包的其他指标。要数记录，先定义一个 count 指标。",
        "rurl_d / found",
        "rural_d / found",
    ),
    new(
        "unknown-limit-fact",
        "时限没有这项情况",
        "时限可以问：started_on、due_on、ended_on、on_time、overdue、card、referred、running。",
        "filing.late",
        "filing.overdue",
    ),
    new(
        "unknown-org-attribute",
        "机构没有这个属性",
        "机构都有 name、kind、code；其他属性由机构台账的字段给出。",
        "org.type == 'school'",
        "org.kind == 'school'",
    ),
    new("unknown-state", "没有这个环节", "state 与台账 [states] 里的键比较。", "state == 'file'", "state == 'filed'"),
    new(
        "unknown-table-output",
        "判定表没有这个输出",
        "表有几个输出时，用点写明取哪一个；名称写在表的 out 里。",
        "discretion(kind, area)",
        "discretion(kind, area).low",
    ),
    new(
        "wrong-argument-count",
        "括号里值的个数不对",
        "函数和判定表要的值有固定的个数和次序；判定表的次序就是它的 in 的次序。",
        "round(premium)",
        "round(premium, 2)",
    ),
];
