//! Expressions read aloud in Chinese: what refusals, definitions of figures and the manual show.
//!
//! `kind == 'rooftop' && area > 100` is read 类型为楼顶违法建设，且违法建筑面积大于 100 m². The words come from the titles of the
//! definitions, so a changed title changes every sentence it stands in.

use crate::{
    expr::{BinaryOp, Duration, Expr, ExprKind, Fact, Function, RunFact, TimeUnit, Ty, UnaryOp},
    pushdown::speaks_of_it,
};

mod call;
mod compare;
mod titles;
mod value;

pub use titles::{NoTitles, PackageTitles, Titles};
pub use value::value_aloud;

/// The type of `state` is `Ty::Code` of this prefix and the key of the ledger.
pub const STATE_LIST: &str = "@state:";

/// The type of `filing.card` is `Ty::Code` of this.
pub const CARD_LIST: &str = "@card";

/// Keys and titles of cards.
pub const CARDS: [(&str, &str); 3] = [("none", "无牌"), ("yellow", "黄牌"), ("red", "红牌")];

/// An expression in Chinese.
pub fn aloud(expr: &Expr, titles: &dyn Titles) -> String {
    Voice { titles, two_sides: speaks_of_it(expr) }.say(expr)
}

/// A part of an expression in Chinese. `two_sides`: the whole speaks of another record too, so that what belongs to the
/// record at hand is named as such.
pub fn aloud_part(expr: &Expr, two_sides: bool, titles: &dyn Titles) -> String {
    Voice { titles, two_sides }.say(expr)
}

/// The name of a field, fact or attribute alone, where a sentence about it would be out of place: 加急, not 加急为“是”.
pub fn name_aloud(expr: &Expr, two_sides: bool, titles: &dyn Titles) -> String {
    Voice { titles, two_sides }.name(expr)
}

/// How firmly a phrase holds together; a looser one is bracketed inside a firmer one.
mod firm {
    /// A choice, or a number with a remark behind it.
    pub(super) const LOOSE: u8 = 0;
    /// a，或b
    pub(super) const OR: u8 = 1;
    /// a，且b
    pub(super) const AND: u8 = 2;
    /// A statement.
    pub(super) const CLAUSE: u8 = 3;
    /// A sum.
    pub(super) const SUM: u8 = 4;
    /// A product.
    pub(super) const PRODUCT: u8 = 5;
    /// A thing with a name.
    pub(super) const THING: u8 = 7;
}

/// One reading.
struct Voice<'a> {
    titles: &'a dyn Titles,
    two_sides: bool,
}

impl Voice<'_> {
    fn say(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Literal(value) => value_aloud(value, &expr.ty, None, self.titles),
            ExprKind::Duration(duration) => duration_zh(*duration),
            ExprKind::Indicator(name) => self.titles.indicator(name).unwrap_or(name).to_string(),
            ExprKind::Unary(UnaryOp::Neg, inner) => format!("−{}", self.inside(inner, firm::THING)),
            ExprKind::Unary(UnaryOp::Not, inner) => self.deny(inner),
            ExprKind::Binary(BinaryOp::And, ..) => self.chain(expr, BinaryOp::And, "，且"),
            ExprKind::Binary(BinaryOp::Or, ..) => self.chain(expr, BinaryOp::Or, "，或"),
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right),
            ExprKind::If(condition, then, otherwise) => self.choice(expr, condition, then, otherwise),
            ExprKind::In(left, items) => self.membership(left, items, false),
            ExprKind::Call(function, args) => self.call(*function, args, expr),
            ExprKind::Table { table, args, out } => self.table(table, args, out),
            _ if expr.ty == Ty::Bool => self.affirm(expr, true),
            _ => self.name(expr),
        }
    }

    /// A part inside a firmer whole.
    fn inside(&self, expr: &Expr, place: u8) -> String {
        let said = self.say(expr);
        if self.firmness(expr) < place { format!("（{said}）") } else { said }
    }

    fn firmness(&self, expr: &Expr) -> u8 {
        match &expr.kind {
            ExprKind::If(..) => firm::LOOSE,
            ExprKind::Binary(BinaryOp::Or, ..) => firm::OR,
            ExprKind::Binary(BinaryOp::And, ..) => firm::AND,
            ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, left, _) if left.ty.is_number() => firm::SUM,
            ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, ..) => firm::PRODUCT,
            ExprKind::Binary(BinaryOp::Mul | BinaryOp::Div, ..) => firm::PRODUCT,
            ExprKind::Binary(..) | ExprKind::In(..) | ExprKind::Unary(UnaryOp::Not, _) => firm::CLAUSE,
            ExprKind::Call(function, args) => call::firmness(*function, args),
            _ if expr.ty == Ty::Bool => firm::CLAUSE,
            _ => firm::THING,
        }
    }

    /// The name of a field, fact or attribute.
    fn name(&self, expr: &Expr) -> String {
        let own = |name: &str| if self.two_sides { format!("本记录的{name}") } else { name.to_string() };
        match &expr.kind {
            ExprKind::Field(field) => own(self.titles.field(&field.name).map_or(&*field.name, |f| &*f.title)),
            ExprKind::It(field) => {
                format!("所查记录的{}", self.titles.it_field(&field.name).map_or(&*field.name, |f| &*f.title))
            }
            ExprKind::Fact(fact) => own(fact_zh(*fact)),
            ExprKind::ItFact(fact) => format!("所查记录的{}", fact_zh(*fact)),
            ExprKind::ItRun { limit, fact } => self.run_name(expr, limit, *fact),
            ExprKind::OrgAttribute { of, name } => {
                let attribute = match &**name {
                    "name" => "名称",
                    "kind" => "类别",
                    "code" => "代码",
                    other => self.titles.org_attribute(other).unwrap_or(other),
                };
                format!("{}的{attribute}", self.name(of))
            }
            ExprKind::LimitFact { limit, fact } => self.run_name(expr, limit, *fact),
            _ => self.say(expr),
        }
    }

    /// What a fact of a run is called: "立案时限的到期日".
    fn run_name(&self, expr: &Expr, limit: &str, fact: RunFact) -> String {
        let title = self.run_title(expr, limit);
        match fact {
            RunFact::StartedOn => format!("{title}的起算日"),
            RunFact::DueOn => format!("{title}的到期日"),
            RunFact::EndedOn => format!("{title}的完成日"),
            RunFact::Card => format!("{title}的牌别"),
            _ => self.affirm(expr, true),
        }
    }

    fn run_title(&self, expr: &Expr, limit: &str) -> String {
        match expr.kind {
            ExprKind::ItRun { .. } => format!("所查的{}", self.titles.it_limit(limit).unwrap_or(limit)),
            _ => self.titles.limit(limit).unwrap_or(limit).to_string(),
        }
    }

    /// A yes-or-no that stands alone: "党员干部为“是”", "立案时限已超期".
    fn affirm(&self, expr: &Expr, yes: bool) -> String {
        if let ExprKind::LimitFact { limit, fact } | ExprKind::ItRun { limit, fact } = &expr.kind {
            let title = self.run_title(expr, limit);
            let said = match (fact, yes) {
                (RunFact::OnTime, true) => "按期完成",
                (RunFact::OnTime, false) => "未按期完成",
                (RunFact::Overdue, true) => "已超期",
                (RunFact::Overdue, false) => "未超期",
                (RunFact::Referred, true) => "因超期已移送",
                (RunFact::Referred, false) => "未因超期移送",
                (_, true) => "正在计时",
                (_, false) => "不在计时",
            };
            return format!("{title}{said}");
        }
        format!("{}{}为“是”", self.name(expr), if yes { "" } else { "不" })
    }

    /// `!expr`
    fn deny(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::In(left, items) => self.membership(left, items, true),
            ExprKind::Call(Function::Has, args) => self.has(&args[0], false),
            ExprKind::Call(Function::Contains | Function::StartsWith, args) => {
                self.finds(matches!(expr.kind, ExprKind::Call(Function::Contains, _)), args, false)
            }
            ExprKind::Field(_)
            | ExprKind::It(_)
            | ExprKind::Fact(_)
            | ExprKind::ItFact(_)
            | ExprKind::LimitFact { .. }
            | ExprKind::ItRun { .. }
            | ExprKind::OrgAttribute { .. } => self.affirm(expr, false),
            _ => format!("并非（{}）", self.say(expr)),
        }
    }

    /// `a && b && c` without inner brackets.
    fn chain(&self, expr: &Expr, op: BinaryOp, word: &str) -> String {
        let mut parts = Vec::new();
        flatten(expr, op, &mut parts);
        parts.iter().map(|part| self.inside(part, firm::CLAUSE)).collect::<Vec<_>>().join(word)
    }

    fn choice(&self, whole: &Expr, condition: &Expr, then: &Expr, otherwise: &Expr) -> String {
        let place = if whole.ty == Ty::Bool { firm::OR } else { firm::CLAUSE };
        let condition = self.inside(condition, place);
        let (then, otherwise) = (self.inside(then, firm::OR), self.inside(otherwise, firm::OR));
        if whole.ty == Ty::Bool {
            return format!("如果{condition}，则{then}，否则{otherwise}");
        }
        format!("{condition}时为{}，否则为{}", spaced(&then), spaced(&otherwise))
    }

    fn binary(&self, op: BinaryOp, left: &Expr, right: &Expr) -> String {
        let sign = match op {
            BinaryOp::Add => "+",
            BinaryOp::Sub => "−",
            BinaryOp::Mul => "×",
            BinaryOp::Div => "÷",
            _ => return self.comparison(op, left, right),
        };
        if !left.ty.is_number() {
            return self.shifted(op, left, right);
        }
        let place = if matches!(op, BinaryOp::Mul | BinaryOp::Div) { firm::PRODUCT } else { firm::SUM };
        let (left, right) = (self.inside(left, place), self.inside(right, place + 1));
        // A bracket of full width brings its own space.
        let (before, after) =
            (if left.ends_with('）') { "" } else { " " }, if right.starts_with('（') { "" } else { " " });
        format!("{left}{before}{sign}{after}{right}")
    }

    /// A date and a length of time, or two dates.
    fn shifted(&self, op: BinaryOp, left: &Expr, right: &Expr) -> String {
        let from = self.inside(left, firm::THING);
        match &right.kind {
            ExprKind::Duration(duration) => {
                let word = if op == BinaryOp::Add { "后" } else { "前" };
                let nth = if matches!(duration.unit, TimeUnit::WorkingDays | TimeUnit::Days) { "第" } else { "" };
                format!("{from}{word}{nth} {}", duration_zh(*duration))
            }
            _ => format!("从{}到{from}的天数", self.inside(right, firm::THING)),
        }
    }

    fn table(&self, table: &str, args: &[Expr], out: &str) -> String {
        let (title, outputs) = self.titles.table(table).unwrap_or((table, 1));
        let args = args.iter().map(|arg| self.inside(arg, firm::SUM)).collect::<Vec<_>>().join("，");
        let args = if args.is_empty() { String::new() } else { format!("（{args}）") };
        let out = if outputs > 1 { format!("的 {out}") } else { String::new() };
        format!("《{title}》{args}{out}")
    }
}

/// The parts of a chain of one operator, left to right.
pub fn flatten<'e>(expr: &'e Expr, op: BinaryOp, parts: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::Binary(found, left, right) if *found == op => {
            flatten(left, op, parts);
            flatten(right, op, parts);
        }
        _ => parts.push(expr),
    }
}

/// What a fact is called.
fn fact_zh(fact: Fact) -> &'static str {
    match fact {
        Fact::State => "环节",
        Fact::This => "本记录",
        Fact::Number => "编号",
        Fact::Org => "所属机构",
        Fact::Handler => "经办人",
        Fact::OpenedOn => "开办日期",
        Fact::ClosedOn => "办结日期",
        Fact::HandOvers => "移交次数",
        Fact::Actor => "办理人",
        Fact::ActorOrg => "办理人所在机构",
    }
}

/// "7 个工作日", "90 日"
fn duration_zh(duration: Duration) -> String {
    let unit = match duration.unit {
        TimeUnit::WorkingDays => "个工作日",
        TimeUnit::Days => "日",
        TimeUnit::Months => "个月",
        TimeUnit::Hours => "小时",
        TimeUnit::Years => "年",
    };
    format!("{} {unit}", duration.n)
}

/// With a space in front where a number follows a Chinese word: "大于 100".
fn spaced(said: &str) -> String {
    let number = said.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '−');
    let date = said.char_indices().find(|(_, c)| !c.is_ascii_digit()).is_some_and(|(_, c)| c == '年');
    if number && !date { format!(" {said}") } else { said.to_string() }
}

/// With a space behind where a Chinese word follows a number: "2 不等于".
fn before_word(said: String) -> String {
    if said.ends_with(|c: char| c.is_ascii_alphanumeric()) { said + " " } else { said }
}
