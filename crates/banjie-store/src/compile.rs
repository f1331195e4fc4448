//! From typed expressions to SQL, for the subset of [`banjie_model::pushdown`]. Values are always bound, never spliced.

use banjie_desk::ports::{StoreError, StoreResult};
use banjie_model::{
    Moment,
    definition::{FieldType, Ledger},
    expr::{BinaryOp, Expr, ExprKind, Fact, FieldRef, Function, RunFact, UnaryOp},
    value::Value,
};

use crate::{
    codec::{moment_text, period_text},
    db::{Param, Sql},
    dialect::Dialect,
    layout::{column_of, fact_column, field_at, is_sealed, scale_of},
};

mod compare;
mod term;

use term::Term;

/// What the names of an expression stand for.
#[derive(Clone, Copy)]
pub(crate) struct Columns<'a> {
    /// Definition of the record.
    pub(crate) ledger: &'a Ledger,
    /// Alias of its table.
    pub(crate) record: &'a str,
    /// Where runs are counted: alias of `limit_run` and the limit.
    pub(crate) run: Option<(&'a str, &'a str)>,
    /// The instant run facts are judged at.
    pub(crate) at: Option<Moment>,
}

/// Compiles into one statement.
pub(crate) struct Compiler<'a, 's> {
    columns: Columns<'a>,
    dialect: Dialect,
    sql: &'s mut Sql,
}

fn unsupported(what: &str) -> StoreError {
    StoreError::Other(format!("条件里的“{what}”不能交给数据库计算；请改用记录的字段、事实和常数，或先存成字段再用。"))
}

impl<'a, 's> Compiler<'a, 's> {
    /// Takes its parameters to this statement.
    pub(crate) fn new(columns: Columns<'a>, dialect: Dialect, sql: &'s mut Sql) -> Compiler<'a, 's> {
        Compiler { columns, dialect, sql }
    }

    /// A condition for `WHERE` or `CASE WHEN`: what is neither true nor false counts as false.
    pub(crate) fn condition(&mut self, expr: &Expr) -> StoreResult<String> {
        self.truth(expr, false)
    }

    /// `strict`: never NULL, so that `NOT` above it is right.
    fn truth(&mut self, expr: &Expr, strict: bool) -> StoreResult<String> {
        match &expr.kind {
            ExprKind::Unary(UnaryOp::Not, a) => Ok(format!("NOT {}", self.truth(a, true)?)),
            ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), a, b) => {
                let word = if *op == BinaryOp::And { "AND" } else { "OR" };
                Ok(format!("({} {word} {})", self.truth(a, strict)?, self.truth(b, strict)?))
            }
            ExprKind::Binary(op, a, b) if self.sealed(a)?.is_some() || self.sealed(b)?.is_some() => {
                let sql = self.compare_sealed(*op, a, b)?;
                Ok(settle(sql, strict))
            }
            ExprKind::In(a, items) if self.sealed(a)?.is_some() => {
                let parts: Vec<String> =
                    items.iter().map(|item| self.compare_sealed(BinaryOp::Eq, a, item)).collect::<StoreResult<_>>()?;
                let sql = if parts.is_empty() { "FALSE".to_string() } else { format!("({})", parts.join(" OR ")) };
                Ok(settle(sql, strict))
            }
            ExprKind::Binary(op, a, b) if compare::is_comparison(*op) => {
                let (a, b) = (self.term(a)?, self.term(b)?);
                let sql = self.compare(*op, a, b)?;
                Ok(settle(sql, strict))
            }
            ExprKind::In(a, items) => {
                let sql = self.within(a, items)?;
                Ok(settle(sql, strict))
            }
            ExprKind::Call(Function::Has, args) => self.has(&args[0]),
            ExprKind::Call(function @ (Function::Contains | Function::StartsWith), args) => {
                let sql = self.text_test(*function, &args[0], &args[1])?;
                Ok(settle(sql, strict))
            }
            _ => match self.term(expr)? {
                Term::Null => Ok("FALSE".to_string()),
                Term::Bool(sql) => Ok(settle(sql, strict)),
                _ => Err(unsupported("不是判断")),
            },
        }
    }

    fn has(&mut self, expr: &Expr) -> StoreResult<String> {
        Ok(match self.term(expr)? {
            Term::Null => "FALSE".to_string(),
            Term::Constant(_) => "TRUE".to_string(),
            other => format!("({} IS NOT NULL)", other.sql()),
        })
    }

    fn text_test(&mut self, function: Function, text: &Expr, part: &Expr) -> StoreResult<String> {
        let (Term::Text(text), Term::Text(part)) = (self.term(text)?, self.term(part)?) else {
            return Ok("FALSE".to_string());
        };
        Ok(match function {
            Function::StartsWith => format!("(SUBSTR({text}, 1, LENGTH({part})) = {part})"),
            _ => format!("({} > 0)", self.dialect.position(&text, &part)),
        })
    }

    /// The value of an expression.
    fn term(&mut self, expr: &Expr) -> StoreResult<Term> {
        match &expr.kind {
            ExprKind::Literal(value) => self.literal(value),
            ExprKind::Field(f) | ExprKind::It(f) => self.field(f),
            ExprKind::Fact(fact) | ExprKind::ItFact(fact) => self.fact(*fact),
            ExprKind::LimitFact { limit, fact } | ExprKind::ItRun { limit, fact } => self.run_fact(limit, *fact),
            ExprKind::Unary(UnaryOp::Neg, a) => {
                let a = self.term(a)?;
                self.negated(a)
            }
            ExprKind::Binary(op @ (BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul), a, b) => {
                let (a, b) = (self.term(a)?, self.term(b)?);
                self.arithmetic(*op, a, b)
            }
            ExprKind::If(c, a, b) => {
                let condition = self.condition(c)?;
                let (a, b) = (self.term(a)?, self.term(b)?);
                self.choice(&condition, a, b)
            }
            ExprKind::Call(function, args) => self.call(*function, args, expr),
            ExprKind::Unary(UnaryOp::Not, _) | ExprKind::In(..) => Ok(Term::Bool(self.truth(expr, true)?)),
            ExprKind::Binary(op, ..) if *op != BinaryOp::Div => Ok(Term::Bool(self.truth(expr, true)?)),
            ExprKind::Binary(..) => Err(unsupported("除法")),
            ExprKind::Duration(_) => Err(unsupported("时长")),
            ExprKind::OrgAttribute { .. } => Err(unsupported("机构的属性")),
            ExprKind::Indicator(_) => Err(unsupported("指标")),
            ExprKind::Table { .. } => Err(unsupported("判定表")),
        }
    }

    fn call(&mut self, function: Function, args: &[Expr], expr: &Expr) -> StoreResult<Term> {
        match function {
            Function::Has | Function::Contains | Function::StartsWith => Ok(Term::Bool(self.truth(expr, true)?)),
            Function::Min | Function::Max => {
                let terms = args.iter().map(|a| self.term(a)).collect::<StoreResult<Vec<_>>>()?;
                self.extreme(function == Function::Min, terms)
            }
            Function::Year | Function::Month | Function::Quarter => {
                let (Term::Day(date) | Term::Instant(date)) = self.term(&args[0])? else { return Ok(Term::Null) };
                let part = |from, n| format!("CAST(SUBSTR({date}, {from}, {n}) AS BIGINT)");
                let sql = match function {
                    Function::Year => part(1, 4),
                    Function::Month => part(6, 2),
                    _ => format!("(({} + 2) / 3)", part(6, 2)),
                };
                Ok(Term::Number { sql, scale: 0 })
            }
            Function::Size => match self.term(&args[0])? {
                Term::Null => Ok(Term::Null),
                Term::Text(text) => Ok(Term::Number { sql: format!("LENGTH({text})"), scale: 0 }),
                _ => Err(unsupported("size")),
            },
            _ => Err(unsupported("日期推算和舍入")),
        }
    }

    fn bind(&mut self, text: impl Into<banjie_model::Name>) -> String {
        self.sql.bind_shared(Param::text(text))
    }

    fn literal(&mut self, value: &Value) -> StoreResult<Term> {
        Ok(match value {
            Value::Missing => Term::Null,
            Value::Int(_) | Value::Decimal(_) => Term::Constant(value.as_decimal().unwrap_or_default()),
            Value::Bool(b) => Term::Bool(if *b { "TRUE" } else { "FALSE" }.to_string()),
            Value::Date(d) => Term::Day(self.bind(d.to_string())),
            Value::DateTime(m) => Term::Instant(self.bind(moment_text(*m))),
            Value::Time(t) => Term::Text(self.bind(t.format("%H:%M:%S").to_string())),
            Value::Period(p) => Term::Text(self.bind(period_text(p))),
            Value::Ref(id) => Term::Number { sql: self.sql.bind_shared(Param::from(id.0)), scale: 0 },
            Value::Text(s) | Value::Code(s) | Value::Org(s) | Value::Account(s) => Term::Text(self.bind(s.clone())),
            Value::Place(p) => Term::Text(self.bind(p.address.clone())),
            Value::Files(_) | Value::List(_) => return Err(unsupported("文件和子表")),
        })
    }

    fn field(&mut self, reference: &FieldRef) -> StoreResult<Term> {
        let field = field_at(self.columns.ledger, reference.index)?;
        let sql = format!("{}.{}", self.columns.record, column_of(field));
        if is_sealed(field) {
            return Ok(Term::Opaque(sql));
        }
        if let Some(scale) = scale_of(&field.ty) {
            return Ok(Term::Number { sql, scale });
        }
        Ok(match field.ty {
            FieldType::Ref(_) => Term::Number { sql, scale: 0 },
            FieldType::Bool => Term::Bool(sql),
            FieldType::Date => Term::Day(sql),
            FieldType::DateTime => Term::Instant(sql),
            FieldType::File | FieldType::Files | FieldType::List(_) => Term::Opaque(sql),
            _ => Term::Text(sql),
        })
    }

    fn fact(&mut self, fact: Fact) -> StoreResult<Term> {
        let column = fact_column(fact).ok_or_else(|| unsupported("办理人"))?;
        let sql = format!("{}.{column}", self.columns.record);
        Ok(match fact {
            Fact::OpenedOn | Fact::ClosedOn => Term::Day(format!("SUBSTR({sql}, 1, 10)")),
            Fact::This | Fact::HandOvers => Term::Number { sql, scale: 0 },
            Fact::State | Fact::Number | Fact::Org | Fact::Handler | Fact::Actor | Fact::ActorOrg => Term::Text(sql),
        })
    }

    /// Facts of the run counted. A run that fell away (the case ended otherwise) is neither in time nor overdue.
    fn run_fact(&mut self, limit: &str, fact: RunFact) -> StoreResult<Term> {
        let Some((run, _)) = self.columns.run.filter(|(_, counted)| *counted == limit) else {
            return Err(unsupported("时限的情况"));
        };
        let day = |column: &str| format!("SUBSTR({run}.{column}, 1, 10)");
        Ok(match fact {
            RunFact::StartedOn => Term::Day(day("started_at")),
            RunFact::DueOn => Term::Day(day("due_at")),
            RunFact::EndedOn => Term::Day(format!("CASE WHEN {run}.met THEN {} END", day("ended_at"))),
            RunFact::OnTime => Term::Bool(format!("({run}.met IS TRUE AND {run}.ended_at <= {run}.due_at)")),
            RunFact::Overdue => {
                let at = self.columns.at.ok_or_else(|| unsupported("逾期（没有判断的时刻）"))?;
                let at = self.bind(moment_text(at));
                Term::Bool(format!(
                    "(({run}.met IS TRUE AND {run}.ended_at > {run}.due_at) \
                     OR ({run}.ended_at IS NULL AND {run}.due_at < {at}))"
                ))
            }
            RunFact::Card => Term::Text(format!("{run}.card")),
            RunFact::Referred => Term::Bool(format!("{run}.referred")),
            RunFact::Running => Term::Bool(format!("({run}.ended_at IS NULL)")),
        })
    }
}

fn settle(sql: String, strict: bool) -> String {
    if strict { format!("({sql} IS TRUE)") } else { sql }
}
