//! What is wrong, where, and what to write instead.

use banjie_model::expr::Ty;
use insta::assert_snapshot;

use super::{
    super::{ExprFault, parse_expression},
    fixture::{Place, with_scope},
};

fn check(text: &str) -> String {
    check_in(Place::Ledger, text, None)
}

fn check_in(place: Place, text: &str, expected: Option<Ty>) -> String {
    with_scope(place, |_, scope| {
        let (expr, faults) = parse_expression(text, scope, expected);
        assert!(expr.is_none(), "no fault in {text}");
        faults.iter().map(|fault| shown(text, fault)).collect::<Vec<_>>().join("\n")
    })
}

fn shown(text: &str, fault: &ExprFault) -> String {
    let before = text[..fault.span.start].chars().count();
    let marked = text[fault.span.start..fault.span.end].chars().count().max(1);
    let mut lines = vec![
        text.to_string(),
        format!("{}{} {}", " ".repeat(before), "^".repeat(marked), fault.label).trim_end().to_string(),
        format!("{}: {}", fault.code, fault.message),
    ];
    lines.extend(fault.help.iter().map(|help| format!("帮助: {help}")));
    lines.extend(
        fault.fix.iter().map(|(span, with)| format!("改成: {}{with}{}", &text[..span.start], &text[span.end..])),
    );
    lines.join("\n")
}

#[test]
fn a_misspelt_field_is_suggested() {
    assert_snapshot!(check("aera > 100 && cadre"), @r"
    aera > 100 && cadre
    ^^^^
    unknown-field: 台账“违法建设案件”没有字段 aera
    帮助: 是不是 area？
    改成: area > 100 && cadre
    ");
}

#[test]
fn a_title_is_replaced_by_the_name() {
    assert_snapshot!(check("违法建筑面积 > 100"), @r"
    违法建筑面积 > 100
    ^^^^^^ 标题
    unknown-field: 表达式里写字段名，不写标题“违法建筑面积”
    帮助: 改为 area
    改成: area > 100
    ");
}

#[test]
fn a_misspelt_code_key_is_suggested_and_a_title_named() {
    assert_snapshot!(check("kind == 'rooftops' || kind in ['楼顶违法建设', 'legacy']"), @r"
    kind == 'rooftops' || kind in ['楼顶违法建设', 'legacy']
            ^^^^^^^^^^
    unknown-code-key: 代码表 violation_kind 里没有“rooftops”
    帮助: 是不是 'rooftop'？
    改成: kind == 'rooftop' || kind in ['楼顶违法建设', 'legacy']
    kind == 'rooftops' || kind in ['楼顶违法建设', 'legacy']
                                   ^^^^^^^^ 这是标题
    unknown-code-key: 代码表 violation_kind 里没有“楼顶违法建设”
    帮助: 写它的键 'rooftop'
    改成: kind == 'rooftops' || kind in ['rooftop', 'legacy']
    ");
    assert_snapshot!(check("kind == 'bridge'"), @r"
    kind == 'bridge'
            ^^^^^^^^
    unknown-code-key: 代码表 violation_kind 里没有“bridge”
    帮助: 可用：rural_house、rooftop、rebuilt、legacy
    ");
    assert_snapshot!(check("state == 'file'"), @r"
    state == 'file'
             ^^^^^^
    unknown-state: 没有环节“file”
    帮助: 是不是 'filed'？
    改成: state == 'filed'
    ");
}

#[test]
fn several_faults_come_at_once() {
    assert_snapshot!(check("aera > 100 && fine > area && len(photos) > 0"), @r"
    aera > 100 && fine > area && len(photos) > 0
    ^^^^
    unknown-field: 台账“违法建设案件”没有字段 aera
    帮助: 是不是 area？
    改成: area > 100 && fine > area && len(photos) > 0
    aera > 100 && fine > area && len(photos) > 0
                         ^^^^ 小数（2 位）
    money-with-number: 金额（元）不能与 area 直接加减或比较：它不是金额
    帮助: 把那个字段声明为 money；单位不同的先换算，如 × 10000
    aera > 100 && fine > area && len(photos) > 0
                                 ^^^
    unknown-function: 没有函数或表 len
    帮助: 是不是 size？
    改成: aera > 100 && fine > area && size(photos) > 0
    ");
}

#[test]
fn chinese_signs_and_words_are_read_as_what_was_meant() {
    assert_snapshot!(check("area ≥ 100 且 kind = ‘rooftop’"), @r"
    area ≥ 100 且 kind = ‘rooftop’
         ^
    foreign-sign: 这里应写 >=，不写 ≥
    帮助: 改为 >=
    改成: area >= 100 且 kind = ‘rooftop’
    area ≥ 100 且 kind = ‘rooftop’
               ^
    foreign-sign: 这里应写 &&，不写 且
    帮助: 改为 &&
    改成: area ≥ 100 && kind = ‘rooftop’
    area ≥ 100 且 kind = ‘rooftop’
                      ^
    foreign-sign: 这里应写 ==，不写 =
    帮助: 改为 ==
    改成: area ≥ 100 且 kind == ‘rooftop’
    area ≥ 100 且 kind = ‘rooftop’
                        ^^^^^^^^^
    foreign-sign: 文字要用半角引号
    帮助: 改为 'rooftop'
    改成: area ≥ 100 且 kind = 'rooftop'
    ");
    assert_snapshot!(check("（fine > 5万元）"), @r"
    （fine > 5万元）
    ^
    foreign-sign: 这里应写 (，不写 （
    帮助: 改为 (
    改成: (fine > 5万元）
    （fine > 5万元）
            ^^^
    expr-syntax: 数字后面不能写“万元”
    帮助: 金额以元为单位，其他数以字段的单位为单位，只写数字
    改成: （fine > 50000）
    （fine > 5万元）
               ^
    foreign-sign: 这里应写 )，不写 ）
    帮助: 改为 )
    改成: （fine > 5万元)
    ");
}

#[test]
fn missing_parts_are_named() {
    assert_snapshot!(check("area >"), @r"
    area >
         ^ > 后面还缺一个值
    expr-syntax: 表达式没有写完
    ");
    assert_snapshot!(check("(area > 100"), @r"
    (area > 100
              ^ 与第 1 个字符处的括号配对
    expr-syntax: 这里缺少 )
    帮助: 补上 )
    改成: (area > 100)
    ");
    assert_snapshot!(check("area > 100 cadre"), @r"
    area > 100 cadre
               ^^^^^
    expr-syntax: cadre 前面缺少运算符
    帮助: 两个条件之间写 && 或 ||，两个数之间写 + - * /
    ");
    assert_snapshot!(check("area > 100)"), @r"
    area > 100)
              ^
    expr-syntax: 多了一个 )
    帮助: 去掉它，或在前面补上 (
    改成: area > 100
    ");
    assert_snapshot!(check(""), @r"

    ^
    expr-syntax: 表达式是空的
    帮助: 写一个条件或算式
    ");
    assert_snapshot!(check("0 < area < 100"), @r"
    0 < area < 100
             ^
    expr-syntax: 比较不能连着写
    帮助: a < b < c 写成 a < b && b < c
    ");
    assert_snapshot!(check("party == 'x"), @r"
    party == 'x
             ^^ 从这里开始
    expr-syntax: 文字没有结束的引号
    帮助: 在文字后面加 '
    ");
    assert_snapshot!(check("kind in 'rooftop'"), @r"
    kind in 'rooftop'
            ^^^^^^^^^
    expr-syntax: in 后面要写方括号
    帮助: 写成 kind in ['a', 'b']
    ");
    assert_snapshot!(check("contains(party, '张'"), @r"
    contains(party, '张'
                      ^ 与第 9 个字符处的括号配对
    expr-syntax: 这里缺少 )
    帮助: 补上 )
    改成: contains(party, '张')
    ");
}

#[test]
fn null_is_asked_with_has() {
    assert_snapshot!(check("fine == null"), @r"
    fine == null
    ^^^^^^^^^^^^
    null-comparison: 不能与 null 比较：没有填的值与什么比较都为否
    帮助: 改为 !has(fine)
    改成: !has(fine)
    ");
    assert_snapshot!(check("fine != null"), @r"
    fine != null
    ^^^^^^^^^^^^
    null-comparison: 不能与 null 比较：没有填的值与什么比较都为否
    帮助: 改为 has(fine)
    改成: has(fine)
    ");
}

#[test]
fn units_must_agree() {
    assert_snapshot!(check("fine > area"), @r"
    fine > area
           ^^^^ 小数（2 位）
    money-with-number: 金额（元）不能与 area 直接加减或比较：它不是金额
    帮助: 把那个字段声明为 money；单位不同的先换算，如 × 10000
    ");
    assert_snapshot!(check("rate > 50"), @r"
    rate > 50
           ^^
    percent-literal: 与比例比较时，50 就是 5000%
    帮助: 改为 50%
    改成: rate > 50%
    ");
    assert_snapshot!(check("fine * premium"), @r"
    fine * premium
    ^^^^^^^^^^^^^^
    money-times-money: 金额不能乘金额
    帮助: 其中一个应是数量或比例
    ");
}

#[test]
fn types_must_agree() {
    assert_snapshot!(check("found_on > '2025-01-01'"), @r"
    found_on > '2025-01-01'
               ^^^^^^^^^^^^ 文字
    type-mismatch: 文字“2025-01-01”不能当作日期
    帮助: 日期不加引号
    改成: found_on > 2025-01-01
    ");
    assert_snapshot!(check("photos > 0"), @r"
    photos > 0
           ^
    type-mismatch: photos 是文件，0 是整数，不能比较
    帮助: 改为 size(photos)
    改成: size(photos) > 0
    ");
    assert_snapshot!(check("kind == cover"), @r"
    kind == cover
         ^^
    type-mismatch: kind 是代码（violation_kind），cover 是代码（insurance_kind），不能比较
    帮助: 两边要是同一个代码表的值
    ");
    assert_snapshot!(check("kind > 'rooftop'"), @r"
    kind > 'rooftop'
         ^ 代码（violation_kind）
    no-order: 代码（violation_kind）不分大小先后，只能用 == 和 != 比较
    帮助: 几个值之一写成 x in ['a', 'b']
    ");
    assert_snapshot!(check("area && cadre"), @r"
    area && cadre
    ^^^^ 小数（2 位）
    type-mismatch: 这里要一个条件，area 是小数（2 位）
    帮助: 写成比较，如 area > 0
    ");
    assert_snapshot!(check("found_on + 7"), @r"
    found_on + 7
               ^
    type-mismatch: 日期只能加减时长
    帮助: 写 7 days、7 working days 或 7 months
    改成: found_on + 7 days
    ");
    assert_snapshot!(check("site == '五马街'"), @r"
    site == '五马街'
            ^^^^^ 文字
    type-mismatch: 文字“五马街”不能当作地点
    帮助: 地点用 contains(字段, '五马街') 比较
    ");
    assert_snapshot!(check("closed_on - found_on > 90 days"), @r"
    closed_on - found_on > 90 days
                         ^
    type-mismatch: closed_on - found_on 是整数，90 days 是时长，不能比较
    帮助: 相差的天数是整数
    改成: closed_on - found_on > 90
    ");
    assert_snapshot!(check("cadre ? fine : kind"), @r"
    cadre ? fine : kind
                   ^^^^ 代码（violation_kind）
    type-mismatch: 两个结果要是同一类：fine 是金额，kind 是代码（violation_kind）
    ");
}

#[test]
fn what_never_changes_is_noted() {
    assert_snapshot!(check("1 == 2"), @r"
    1 == 2
    ^^^^^^
    constant-comparison: 两边都是常数，结果永远一样
    帮助: 至少一边要是字段或别的会变的值
    ");
    assert_snapshot!(check("area > area"), @r"
    area > area
    ^^^^^^^^^^^
    constant-comparison: 两边写的是同一个值
    帮助: 检查是不是写错了一边的字段
    ");
    assert_snapshot!(check("fine / 0 > 1"), @r"
    fine / 0 > 1
           ^
    division-by-zero: 不能除以零
    帮助: 改正除数
    ");
    assert_snapshot!(check("kind in ['legacy', 'legacy']"), @r"
    kind in ['legacy', 'legacy']
                       ^^^^^^^^
    duplicate-item: 'legacy' 写了两次
    帮助: 去掉一个
    ");
    assert_snapshot!(check("has(fine > 3)"), @r"
    has(fine > 3)
        ^^^^^^^^
    constant-comparison: 它总有值，has 永远为是
    帮助: has 里写字段或别的可能没有值的东西
    ");
}

#[test]
fn functions_and_tables_take_what_they_take() {
    assert_snapshot!(check("round(fine)"), @r"
    round(fine)
    ^^^^^^^^^^^
    wrong-argument-count: round 要 2 个值，写了 1 个
    帮助: 写成 round(数, 位数)
    ");
    assert_snapshot!(check("discretion(kind).low > fine"), @r"
    discretion(kind).low > fine
    ^^^^^^^^^^
    wrong-argument-count: 表 discretion 有 2 个输入，写了 1 个
    帮助: 写成 discretion(kind, area)
    ");
    assert_snapshot!(check("discretion(kind, area) > fine"), @r"
    discretion(kind, area) > fine
    ^^^^^^^^^^^^^^^^^^^^^^
    unknown-table-output: 表 discretion 有几个输出，要写明取哪个
    帮助: 如 .low；可用：low、high
    ");
    assert_snapshot!(check("discretion(kind, area).lo > fine"), @r"
    discretion(kind, area).lo > fine
                           ^^
    unknown-table-output: 表 discretion 没有输出 lo
    帮助: 是不是 low？
    改成: discretion(kind, area).low > fine
    ");
    assert_snapshot!(check("insurance_rat(cover).rate > 0"), @r"
    insurance_rat(cover).rate > 0
    ^^^^^^^^^^^^^
    unknown-function: 没有函数或表 insurance_rat
    帮助: 是不是 insurance_rate？
    改成: insurance_rate(cover).rate > 0
    ");
    assert_snapshot!(check("year(party)"), @r"
    year(party)
         ^^^^^ 文字
    type-mismatch: 这里要日期，party 是文字
    帮助: 写成 year(日期)
    ");
    assert_snapshot!(check("party.contains('张')"), @r"
    party.contains('张')
    ^^^^^^^^^^^^^^^^^^^
    expr-syntax: contains 不写在点后面
    帮助: 改为 contains(party, '张')
    改成: contains(party, '张')
    ");
    assert_snapshot!(check("found_on.year == 2025"), @r"
    found_on.year == 2025
    ^^^^^^^^^^^^^
    no-member: found_on 是日期，后面不能写 .year
    帮助: 改为 year(found_on)
    改成: year(found_on) == 2025
    ");
    assert_snapshot!(check("firm.name == 'x'"), @r"
    firm.name == 'x'
    ^^^^^^^^^
    no-member: firm 是记录（demo.firm），后面不能写 .name
    帮助: 要取另一台账的值，用带 lookup 的字段
    ");
}

#[test]
fn limits_are_asked_for_a_fact() {
    assert_snapshot!(check("filing"), @r"
    filing
    ^^^^^^
    limit-needs-fact: 时限 filing 后面要写问什么
    帮助: 如 filing.due_on、filing.on_time；可用：started_on、due_on、ended_on、on_time、overdue、card、referred、running
    ");
    assert_snapshot!(check("filing.dueon < today()"), @r"
    filing.dueon < today()
           ^^^^^
    unknown-limit-fact: 时限没有 dueon 这项情况
    帮助: 是不是 due_on？
    改成: filing.due_on < today()
    ");
    assert_snapshot!(check("overdue"), @r"
    overdue
    ^^^^^^^
    unknown-field: overdue 是时限的情况，要写明是哪个时限
    帮助: 改为 filing.overdue
    改成: filing.overdue
    ");
}

#[test]
fn another_record_is_spoken_of_only_in_look_ups() {
    assert_snapshot!(check("it.firm == firm"), @r"
    it.firm == firm
    ^^
    it-outside-lookup: it 只能用在 lookup 的 where 和有 for_each 的 creates 里
    帮助: 本台账的字段直接写 firm
    改成: firm == firm
    ");
    assert_snapshot!(check_in(Place::Lookup, "it.frim == firm", None), @r"
    it.frim == firm
       ^^^^
    unknown-field: 台账“保费补贴”没有字段 frim
    帮助: 是不是 firm？
    改成: it.firm == firm
    ");
    assert_snapshot!(check_in(Place::Lookup, "it.state == 'payed'", None), @r"
    it.state == 'payed'
                ^^^^^^^
    unknown-state: 没有环节“payed”
    帮助: 可用：asked、paid
    ");
}

#[test]
fn indicator_formulas_speak_of_indicators() {
    assert_snapshot!(check_in(Place::Formula, "rurl_d / found", None), @r"
    rurl_d / found
    ^^^^^^
    unknown-indicator: 没有指标 rurl_d
    帮助: 是不是 rural_d？
    改成: rural_d / found
    ");
}

#[test]
fn a_formula_says_how_it_rounds() {
    assert_snapshot!(check_in(Place::Ledger, "premium * insurance_rate(cover).rate", Some(Ty::Money)), @r"
    premium * insurance_rate(cover).rate
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    not-rounded: 结果可能超过 2 位小数
    帮助: 写明怎样四舍五入，数才处处一致
    改成: round(premium * insurance_rate(cover).rate, 2)
    ");
}

#[test]
fn deep_nesting_is_refused_and_does_not_overflow() {
    let text = format!("{}area{}", "(".repeat(5_000), ")".repeat(5_000));
    let (_, faults) = with_scope(Place::Ledger, |_, scope| parse_expression(&text, scope, None));
    assert_eq!(faults.iter().map(|f| f.code).collect::<Vec<_>>(), ["expr-too-deep"]);
    let text = "!".repeat(5_000);
    let (_, faults) = with_scope(Place::Ledger, |_, scope| parse_expression(&text, scope, None));
    assert!(!faults.is_empty());
}

#[test]
fn the_deepest_text_allowed_is_typed_without_overflow() {
    let nested = |level: usize| {
        let mut text = "people".to_string();
        for _ in 0..level {
            text = format!("(cadre || cadre && 1 == people + 2 * -{text} ? 1 : people)");
        }
        text
    };
    let codes = |text: &str| {
        with_scope(Place::Ledger, |_, scope| {
            parse_expression(text, scope, None).1.iter().map(|fault| fault.code).collect::<Vec<_>>()
        })
    };
    assert_eq!(codes(&nested(30)), [""; 0]);
    assert_eq!(codes(&nested(60)), ["expr-too-deep"]);
}

#[test]
fn long_chains_are_read_up_to_a_bound() {
    let read = |part: &str, sign: &str, n: usize| {
        with_scope(Place::Ledger, |_, scope| {
            let (expr, faults) = parse_expression(&vec![part; n].join(sign), scope, None);
            (expr.is_some(), faults.iter().map(|f| f.code).collect::<Vec<_>>())
        })
    };
    assert_eq!(read("cadre", " && ", 400), (true, vec![]));
    assert_eq!(read("people", " - ", 400), (true, vec![]));
    assert_eq!(read("cadre", " && ", 50_000), (false, vec!["expr-too-deep"]));
}
