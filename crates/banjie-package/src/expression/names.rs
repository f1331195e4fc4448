//! Names: fields, facts, limits, run facts, indicators, attributes of organisations.

use banjie_model::{
    Name,
    definition::Field,
    expr::{Expr, ExprKind, Fact, FieldRef, RunFact, Ty},
    finding::Span,
};

use super::{
    ExprFault, LedgerScope,
    calls::FUNCTIONS,
    scope::{card_list, field_ty, state_list},
    text::{listed, nearest, ty_zh},
    tree::{Kind, Node},
    typing::Typing,
};

/// What every record has.
pub(super) const FACTS: &[(&str, Fact)] = &[
    ("state", Fact::State),
    ("this", Fact::This),
    ("number", Fact::Number),
    ("org", Fact::Org),
    ("handler", Fact::Handler),
    ("opened_on", Fact::OpenedOn),
    ("closed_on", Fact::ClosedOn),
    ("hand_overs", Fact::HandOvers),
    ("actor", Fact::Actor),
    ("actor_org", Fact::ActorOrg),
];

/// What is known of a run of a limit.
pub(super) const RUN_FACTS: &[(&str, RunFact)] = &[
    ("started_on", RunFact::StartedOn),
    ("due_on", RunFact::DueOn),
    ("ended_on", RunFact::EndedOn),
    ("on_time", RunFact::OnTime),
    ("overdue", RunFact::Overdue),
    ("card", RunFact::Card),
    ("referred", RunFact::Referred),
    ("running", RunFact::Running),
];

impl<'a> Typing<'a, '_> {
    /// A name standing alone.
    pub(super) fn name(&mut self, name: &str, span: Span) -> Option<Expr> {
        if name == "it" {
            let fault = ExprFault::new("it-outside-lookup", span, "it 后面要写字段").help("如 it.firm");
            self.note(fault);
            return None;
        }
        if let Some(found) = self.scope.ledger.and_then(|ledger| of_ledger(&ledger, name, span, false)) {
            return Some(found);
        }
        if let Some(limit) = &self.scope.run
            && let Some((_, fact)) = RUN_FACTS.iter().find(|(fact, _)| *fact == name)
        {
            return Some(limit_fact(limit.clone(), *fact, span));
        }
        if let Some(indicators) = &self.scope.indicators {
            if let Some(found) = indicators.iter().find(|indicator| &***indicator == name) {
                let kind = ExprKind::Indicator(found.clone());
                return Some(Expr { kind, ty: Ty::Decimal { scale: None }, span });
            }
        } else if self.scope.ledger.is_none() && name == "org" {
            return Some(Expr { kind: ExprKind::Fact(Fact::Org), ty: Ty::Org, span });
        }
        let fault = self.unknown_name(name, span);
        self.note(fault);
        None
    }

    fn unknown_name(&self, name: &str, span: Span) -> ExprFault {
        if let Some(indicators) = &self.scope.indicators {
            let fault = ExprFault::new("unknown-indicator", span, format!("没有指标 {name}"));
            return suggested(
                fault,
                name,
                &indicators.iter().map(|i| &**i).collect::<Vec<_>>(),
                "指标公式里只写别的指标",
            );
        }
        let ledger = self.scope.ledger;
        if ledger.is_some_and(|ledger| ledger.has_limit(name)) {
            return ExprFault::new("limit-needs-fact", span, format!("时限 {name} 后面要写问什么")).help(format!(
                "如 {name}.due_on、{name}.on_time；可用：{}",
                listed(RUN_FACTS.iter().map(|(n, _)| *n))
            ));
        }
        if let Some((_, _)) = RUN_FACTS.iter().find(|(fact, _)| *fact == name) {
            let example = ledger.and_then(|l| l.limits.first()).map_or("filing", |(limit, _)| limit);
            return ExprFault::new("unknown-field", span, format!("{name} 是时限的情况，要写明是哪个时限"))
                .fix(format!("{example}.{name}"));
        }
        if FUNCTIONS.iter().any(|(function, ..)| *function == name) || self.scope.table(name).is_some() {
            return ExprFault::syntax(span, format!("{name} 后面要写括号")).help(format!("如 {name}(…)"));
        }
        if let Some(field) = ledger.and_then(|l| l.fields.iter().find(|f| &*f.title == name)) {
            return ExprFault::new("unknown-field", span, format!("表达式里写字段名，不写标题“{name}”"))
                .label("标题")
                .fix(&*field.name);
        }
        let fault = ExprFault::new("unknown-field", span, format!("{}没有字段 {name}", whose(ledger)));
        suggested(fault, name, &self.known_names(), "")
    }

    fn known_names(&self) -> Vec<&str> {
        let Some(ledger) = self.scope.ledger else { return vec!["org"] };
        let mut names: Vec<&str> = ledger.fields.iter().map(|f| &*f.name).collect();
        names.extend(facts_of(&ledger).map(|(fact, _)| *fact));
        if self.scope.run.is_some() {
            names.extend(RUN_FACTS.iter().map(|(fact, _)| *fact));
        }
        names
    }

    /// `of.name`
    pub(super) fn member(&mut self, of: &Node<'a>, name: &'a str, name_span: Span, span: Span) -> Option<Expr> {
        match &of.kind {
            Kind::Name("it") => return self.it(name, of.span, name_span, span),
            Kind::Name(limit) if self.is_limit(limit) => return self.fact_of_limit(limit, name, name_span, span),
            Kind::Call { name: table, name_span: table_span, args } => {
                if let Some(found) = self.scope.table(table) {
                    return self.table_output(found, *table_span, args, Some((name, name_span)), span);
                }
            }
            _ => {}
        }
        let of = self.infer(of)?;
        if of.ty == Ty::Org {
            return self.org_attribute(of, name, name_span, span);
        }
        let fault = self.no_member(&of, name, span);
        self.note(fault);
        None
    }

    fn is_limit(&self, name: &str) -> bool {
        self.scope.ledger.is_some_and(|l| l.field(name).is_none() && l.has_limit(name))
    }

    fn fact_of_limit(&mut self, limit: &str, name: &str, name_span: Span, span: Span) -> Option<Expr> {
        if let Some((_, fact)) = RUN_FACTS.iter().find(|(fact, _)| *fact == name) {
            return Some(limit_fact(limit.into(), *fact, span));
        }
        let fault = ExprFault::new("unknown-limit-fact", name_span, format!("时限没有 {name} 这项情况"));
        let names: Vec<&str> = RUN_FACTS.iter().map(|(fact, _)| *fact).collect();
        self.note(suggested(fault, name, &names, ""));
        None
    }

    fn it(&mut self, name: &'a str, it_span: Span, name_span: Span, span: Span) -> Option<Expr> {
        let Some(ledger) = self.scope.it else {
            let fault =
                ExprFault::new("it-outside-lookup", it_span, "it 只能用在 lookup 的 where 和有 for_each 的 creates 里")
                    .help(format!("本台账的字段直接写 {name}"))
                    .fix_at(span, name);
            self.note(fault);
            return None;
        };
        if let Some(found) = of_ledger(&ledger, name, span, true) {
            return Some(found);
        }
        if let Some(limit) = &self.scope.it_run
            && let Some((_, fact)) = RUN_FACTS.iter().find(|(fact, _)| *fact == name)
        {
            let kind = ExprKind::ItRun { limit: limit.clone(), fact: *fact };
            return Some(Expr { kind, ty: run_fact_ty(*fact), span });
        }
        let fault = if ledger.has_limit(name) {
            ExprFault::new("unknown-field", name_span, format!("look-up 里不能问“{}”的时限 {name}", ledger.title))
                .help("用字段或 it.state、it.closed_on 等")
        } else if let Some(field) = ledger.fields.iter().find(|f| &*f.title == name) {
            ExprFault::new("unknown-field", name_span, format!("表达式里写字段名，不写标题“{name}”")).fix(&*field.name)
        } else {
            let mut names: Vec<&str> = ledger.fields.iter().map(|f| &*f.name).collect();
            names.extend(facts_of(&ledger).map(|(fact, _)| *fact));
            names.extend(self.scope.it_run.iter().flat_map(|_| RUN_FACTS.iter().map(|(fact, _)| *fact)));
            let fault = ExprFault::new("unknown-field", name_span, format!("{}没有字段 {name}", whose(Some(ledger))));
            suggested(fault, name, &names, "")
        };
        self.note(fault);
        None
    }

    fn org_attribute(&mut self, of: Expr, name: &str, name_span: Span, span: Span) -> Option<Expr> {
        let known = self.scope.org_attributes.iter().find(|(attribute, _)| &**attribute == name);
        let ty = match (name, known) {
            (_, Some((_, ty))) => ty.clone(),
            ("name" | "kind" | "code", None) => Ty::Text,
            _ => {
                let mut names = vec!["name", "kind", "code"];
                names.extend(self.scope.org_attributes.iter().map(|(attribute, _)| &**attribute));
                let fault = ExprFault::new("unknown-org-attribute", name_span, format!("机构没有属性 {name}"));
                let fault = suggested(fault, name, &names, "");
                self.note(fault);
                return None;
            }
        };
        Some(Expr { kind: ExprKind::OrgAttribute { of: Box::new(of), name: name.into() }, ty, span })
    }

    fn no_member(&self, of: &Expr, name: &str, span: Span) -> ExprFault {
        let written = self.written(of.span);
        let fault = ExprFault::new("no-member", span, format!("{written} 是{}，后面不能写 .{name}", ty_zh(&of.ty)));
        match (&of.ty, name) {
            (Ty::Date | Ty::DateTime, "year" | "month" | "quarter") => fault.fix(format!("{name}({written})")),
            (Ty::Ref(_), _) => fault.help("要取另一台账的值，用带 lookup 的字段"),
            (Ty::Text | Ty::Files | Ty::List, "size" | "length" | "count") => fault.fix(format!("size({written})")),
            (Ty::Text | Ty::Place, "contains" | "starts_with") => fault.fix(format!("{name}({written}, '…')")),
            _ => fault.help("点后面只能接：机构的属性、时限的情况、表的输出、it 的字段"),
        }
    }
}

/// A field or fact of a ledger.
fn of_ledger(ledger: &LedgerScope<'_>, name: &str, span: Span, it: bool) -> Option<Expr> {
    if let Some((index, field)) = ledger.field(name) {
        return Some(field_expr(index, field, span, it));
    }
    let (_, fact) = facts_of(ledger).find(|(fact, _)| *fact == name)?;
    if it && matches!(fact, Fact::Actor | Fact::ActorOrg) {
        return None;
    }
    let ty = match fact {
        Fact::State => Ty::Code(state_list(ledger.key)),
        Fact::This => Ty::Ref(ledger.key.into()),
        Fact::Number => Ty::Text,
        Fact::Org | Fact::ActorOrg => Ty::Org,
        Fact::Handler | Fact::Actor => Ty::Account,
        Fact::OpenedOn | Fact::ClosedOn => Ty::Date,
        Fact::HandOvers => Ty::Int,
    };
    Some(Expr { kind: if it { ExprKind::ItFact(*fact) } else { ExprKind::Fact(*fact) }, ty, span })
}

/// A plain register has no states; a row of a list has its fields and nothing else.
fn facts_of<'l>(ledger: &'l LedgerScope<'_>) -> impl Iterator<Item = &'static (&'static str, Fact)> + 'l {
    let row = ledger.is_row();
    FACTS.iter().filter(move |(_, fact)| !row && (*fact != Fact::State || !ledger.states.is_empty()))
}

fn field_expr(index: usize, field: &Field, span: Span, it: bool) -> Expr {
    let named = FieldRef { index, name: field.name.clone() };
    let kind = if it { ExprKind::It(named) } else { ExprKind::Field(named) };
    Expr { kind, ty: field_ty(&field.ty), span }
}

fn limit_fact(limit: Name, fact: RunFact, span: Span) -> Expr {
    Expr { kind: ExprKind::LimitFact { limit, fact }, ty: run_fact_ty(fact), span }
}

fn run_fact_ty(fact: RunFact) -> Ty {
    match fact {
        RunFact::StartedOn | RunFact::DueOn | RunFact::EndedOn => Ty::Date,
        RunFact::OnTime | RunFact::Overdue | RunFact::Referred | RunFact::Running => Ty::Bool,
        RunFact::Card => Ty::Code(card_list()),
    }
}

fn whose(ledger: Option<LedgerScope<'_>>) -> String {
    let name = |ledger: LedgerScope<'_>| match ledger.is_row() {
        true => format!("子表“{}”", ledger.title),
        false => format!("台账“{}”", ledger.title),
    };
    ledger.map_or_else(|| "这里".to_string(), name)
}

/// A fault with the nearest name, or with the list of names.
pub(super) fn suggested(fault: ExprFault, word: &str, names: &[&str], more: &str) -> ExprFault {
    match nearest(word, names.iter().copied()) {
        Some(meant) => fault.help(format!("是不是 {meant}？")).fix(meant),
        None if names.is_empty() => fault.help(if more.is_empty() { "去掉它" } else { more }),
        None if more.is_empty() => fault.help(format!("可用：{}", listed(names.iter().copied()))),
        None => fault.help(format!("{more}；可用：{}", listed(names.iter().copied()))),
    }
}
