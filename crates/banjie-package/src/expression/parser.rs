//! Tokens → tree, by precedence climbing. After a fault reading goes on, so that all faults of a text come at once.

use banjie_model::{
    expr::{BinaryOp, UnaryOp},
    finding::Span,
};

use super::{
    ExprFault,
    lexer::{Sign, Tok, Token, tokens},
    tree::{Kind, Node},
};

/// How deep an expression may be nested.
const DEPTH_MAX: usize = 64;

/// How many words and signs an expression may have: a long chain is a deep tree too.
const TOKENS_MAX: usize = 1000;

/// Reads a text to its end.
pub(super) fn parse<'t>(text: &'t str, faults: &mut Vec<ExprFault>) -> Node<'t> {
    let tokens = tokens(text, faults);
    if tokens.len() == 1 {
        faults.push(ExprFault::syntax(Span::new(0, text.len()), "表达式是空的").help("写一个条件或算式"));
        return Node { kind: Kind::Bad, span: Span::new(0, text.len()) };
    }
    if tokens.len() > TOKENS_MAX {
        let span = Span::new(0, text.len());
        let fault = ExprFault::new("expr-too-deep", span, format!("表达式太长，超过 {TOKENS_MAX} 个词"));
        faults.push(fault.help("拆成几个有公式的字段"));
        return Node { kind: Kind::Bad, span };
    }
    let mut parser = Parser { text, tokens, at: 0, depth: 0, faults, lost: false };
    let node = parser.expression();
    if !parser.lost && parser.peek() != &Tok::End {
        parser.left_over();
    }
    node
}

struct Parser<'t, 'f> {
    text: &'t str,
    tokens: Vec<Token<'t>>,
    at: usize,
    depth: usize,
    faults: &'f mut Vec<ExprFault>,
    /// A fault of structure was noted: what follows may be its consequence.
    lost: bool,
}

impl<'t> Parser<'t, '_> {
    fn peek(&self) -> &Tok<'t> {
        &self.tokens[self.at].tok
    }

    fn span(&self) -> Span {
        self.tokens[self.at].span
    }

    fn previous_end(&self) -> usize {
        self.at.checked_sub(1).map_or(0, |i| self.tokens[i].span.end)
    }

    fn bump(&mut self) -> Token<'t> {
        let token = self.tokens[self.at].clone();
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
        token
    }

    fn eat(&mut self, sign: Sign) -> bool {
        let found = *self.peek() == Tok::Sign(sign);
        if found {
            self.bump();
        }
        found
    }

    /// Notes a fault of structure, once: the next ones would be its consequences.
    fn fault(&mut self, fault: ExprFault) {
        if !self.lost {
            self.faults.push(fault);
        }
        self.lost = true;
    }

    fn expect(&mut self, sign: Sign, written: &str, opened: Span) {
        if self.eat(sign) {
            return;
        }
        let here = Span::new(self.previous_end(), self.previous_end());
        let fault = ExprFault::syntax(self.here(), format!("这里缺少 {written}"))
            .label(format!("与第 {} 个字符处的括号配对", self.text[..opened.start].chars().count() + 1))
            .help(format!("补上 {written}"))
            .fix_at(here, written);
        self.fault(fault);
    }

    /// The token at hand; at the end of the text its last character.
    fn here(&self) -> Span {
        match self.peek() {
            Tok::End => {
                let last = self.text.trim_end().char_indices().next_back().map_or(0, |(at, _)| at);
                Span::new(last, self.text.trim_end().len())
            }
            _ => self.span(),
        }
    }

    fn left_over(&mut self) {
        let span = self.here();
        let fault = match self.peek() {
            Tok::Sign(Sign::RParen) => ExprFault::syntax(span, "多了一个 )").help("去掉它，或在前面补上 (").fix(""),
            Tok::Name(_) | Tok::Text(_) | Tok::Int(_) | Tok::Decimal(_) | Tok::Percent(_) | Tok::Date(_) => {
                let word = &self.text[span.start..span.end];
                ExprFault::syntax(span, format!("{word} 前面缺少运算符"))
                    .help("两个条件之间写 && 或 ||，两个数之间写 + - * /")
            }
            _ => ExprFault::syntax(span, format!("这里不应有 {}", &self.text[span.start..span.end])),
        };
        self.fault(fault);
    }

    fn expression(&mut self) -> Node<'t> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            self.fault(ExprFault::new("expr-too-deep", self.here(), "括号套得太深").help("拆成几个有公式的字段"));
            self.at = self.tokens.len() - 1;
            self.depth -= 1;
            return self.bad();
        }
        let condition = self.binary(0);
        let node = if self.eat(Sign::Question) { self.choice(condition) } else { condition };
        self.depth -= 1;
        node
    }

    fn choice(&mut self, condition: Node<'t>) -> Node<'t> {
        let then = self.expression();
        if !self.eat(Sign::Colon) {
            let fault = ExprFault::syntax(self.here(), "? 后面缺少 :").help("写成 条件 ? 是的时候 : 否的时候");
            self.fault(fault);
            return Node { span: condition.span.to(then.span), kind: Kind::Bad };
        }
        let otherwise = self.expression();
        Node {
            span: condition.span.to(otherwise.span),
            kind: Kind::If(Box::new(condition), Box::new(then), Box::new(otherwise)),
        }
    }

    fn binary(&mut self, min_power: u8) -> Node<'t> {
        let mut left = self.unary();
        let mut compared = false;
        loop {
            if *self.peek() == Tok::Name("in") && min_power <= COMPARISON {
                left = self.membership(left);
                continue;
            }
            let Tok::Sign(sign) = *self.peek() else { return left };
            let Some((op, power)) = operator(sign) else { return left };
            if power < min_power {
                return left;
            }
            let sign_span = self.bump().span;
            if power == COMPARISON && compared {
                self.faults.push(ExprFault::syntax(sign_span, "比较不能连着写").help("a < b < c 写成 a < b && b < c"));
                let right = self.binary(power + 1);
                left = Node { span: left.span.to(right.span), kind: Kind::Bad };
                continue;
            }
            compared |= power == COMPARISON;
            let right = self.binary(power + 1);
            let span = left.span.to(right.span);
            left = Node { span, kind: Kind::Binary(op, sign_span, Box::new(left), Box::new(right)) };
        }
    }

    fn membership(&mut self, left: Node<'t>) -> Node<'t> {
        let word = self.bump().span;
        let opened = self.span();
        if !self.eat(Sign::LBracket) {
            let fault = ExprFault::syntax(self.here(), "in 后面要写方括号").help("写成 kind in ['a', 'b']");
            self.fault(fault);
            return Node { span: left.span.to(word), kind: Kind::Bad };
        }
        let items = self.list(Sign::RBracket);
        self.expect(Sign::RBracket, "]", opened);
        let span = Span::new(left.span.start, self.previous_end());
        if items.is_empty() {
            self.faults.push(ExprFault::syntax(span, "in 后面的方括号里没有值").help("写上要比的值，如 ['a', 'b']"));
        }
        Node { span, kind: Kind::In(Box::new(left), items) }
    }

    fn list(&mut self, close: Sign) -> Vec<Node<'t>> {
        let mut items = Vec::new();
        while !self.lost && *self.peek() != Tok::Sign(close) && *self.peek() != Tok::End {
            items.push(self.expression());
            if !self.eat(Sign::Comma) {
                break;
            }
        }
        items
    }

    fn unary(&mut self) -> Node<'t> {
        let op = match self.peek() {
            Tok::Sign(Sign::Not) => UnaryOp::Not,
            Tok::Sign(Sign::Minus) => UnaryOp::Neg,
            _ => return self.postfix(),
        };
        let start = self.bump().span;
        self.depth += 1;
        let inner = if self.depth > DEPTH_MAX { self.expression() } else { self.unary() };
        self.depth -= 1;
        let span = start.to(inner.span);
        match (op, &inner.kind) {
            (UnaryOp::Neg, Kind::Int(n)) => Node { span, kind: Kind::Int(-n) },
            (UnaryOp::Neg, Kind::Decimal(d)) => Node { span, kind: Kind::Decimal(-*d) },
            (UnaryOp::Neg, Kind::Percent(d)) => Node { span, kind: Kind::Percent(-*d) },
            _ => Node { span, kind: Kind::Unary(op, Box::new(inner)) },
        }
    }

    fn postfix(&mut self) -> Node<'t> {
        let mut node = self.primary();
        while *self.peek() == Tok::Sign(Sign::Dot) {
            let dot = self.bump().span;
            let Tok::Name(name) = *self.peek() else {
                let fault =
                    ExprFault::syntax(dot, ". 后面要写名称").help("如 discretion(kind).low、it.firm、filing.due_on");
                self.fault(fault);
                return Node { span: node.span.to(dot), kind: Kind::Bad };
            };
            let name_span = self.bump().span;
            let span = node.span.to(name_span);
            node = if *self.peek() == Tok::Sign(Sign::LParen) {
                self.method_call(node, name)
            } else {
                Node { span, kind: Kind::Member { of: Box::new(node), name, name_span } }
            };
        }
        node
    }

    /// `text.contains('x')` is read as `contains(text, 'x')`, and noted.
    fn method_call(&mut self, of: Node<'t>, name: &'t str) -> Node<'t> {
        let start = of.span.start;
        let opened = self.bump().span;
        let base = &self.text[of.span.start..of.span.end];
        let mut args = vec![of];
        args.extend(self.list(Sign::RParen));
        let inner = self.text[opened.end..self.previous_end().max(opened.end)].trim();
        let separator = if inner.is_empty() { "" } else { ", " };
        let meant = format!("{name}({base}{separator}{inner})");
        self.expect(Sign::RParen, ")", opened);
        let span = Span::new(start, self.previous_end());
        self.faults.push(ExprFault::syntax(span, format!("{name} 不写在点后面")).fix(meant));
        Node { span, kind: Kind::Bad }
    }

    fn primary(&mut self) -> Node<'t> {
        let span = self.span();
        let kind = match self.peek().clone() {
            Tok::Int(n) => Kind::Int(n),
            Tok::Decimal(d) => Kind::Decimal(d),
            Tok::Percent(d) => Kind::Percent(d),
            Tok::Text(text) => Kind::Text(text),
            Tok::Date(date) => Kind::Date(date),
            Tok::Duration(duration) => Kind::Duration(duration),
            Tok::Bad => Kind::Bad,
            Tok::Name("true") => Kind::Bool(true),
            Tok::Name("false") => Kind::Bool(false),
            Tok::Name("null") => Kind::Null,
            Tok::Name(name) => return self.named(name),
            Tok::Sign(Sign::LParen) => return self.bracketed(),
            Tok::Sign(_) | Tok::End => return self.missing_operand(),
        };
        self.bump();
        Node { kind, span }
    }

    fn named(&mut self, name: &'t str) -> Node<'t> {
        let name_span = self.bump().span;
        let opened = self.span();
        if name == "in" {
            self.fault(ExprFault::syntax(name_span, "in 前面缺少要比的值").help("写成 kind in ['a', 'b']"));
            return Node { kind: Kind::Bad, span: name_span };
        }
        if !self.eat(Sign::LParen) {
            return Node { kind: Kind::Name(name), span: name_span };
        }
        let args = self.list(Sign::RParen);
        self.expect(Sign::RParen, ")", opened);
        let span = Span::new(name_span.start, self.previous_end());
        Node { kind: Kind::Call { name, name_span, args }, span }
    }

    fn bracketed(&mut self) -> Node<'t> {
        let opened = self.bump().span;
        let inner = self.expression();
        self.expect(Sign::RParen, ")", opened);
        Node { span: Span::new(opened.start, self.previous_end()), ..inner }
    }

    fn missing_operand(&mut self) -> Node<'t> {
        let span = self.here();
        let word = &self.text[span.start..span.end];
        let fault = match self.peek() {
            Tok::End => ExprFault::syntax(span, "表达式没有写完").label(format!("{word} 后面还缺一个值")),
            Tok::Sign(Sign::LBracket) => {
                ExprFault::syntax(span, "方括号只能写在 in 后面").help("写成 kind in ['a', 'b']")
            }
            _ => ExprFault::syntax(span, format!("{word} 前面缺少一个值")).help("补上字段、数或文字"),
        };
        self.fault(fault);
        self.bad()
    }

    fn bad(&self) -> Node<'t> {
        Node { kind: Kind::Bad, span: self.here() }
    }
}

const COMPARISON: u8 = 3;

/// What an infix sign means, and how strongly it binds.
fn operator(sign: Sign) -> Option<(BinaryOp, u8)> {
    Some(match sign {
        Sign::Or => (BinaryOp::Or, 1),
        Sign::And => (BinaryOp::And, 2),
        Sign::Eq => (BinaryOp::Eq, COMPARISON),
        Sign::Ne => (BinaryOp::Ne, COMPARISON),
        Sign::Lt => (BinaryOp::Lt, COMPARISON),
        Sign::Le => (BinaryOp::Le, COMPARISON),
        Sign::Gt => (BinaryOp::Gt, COMPARISON),
        Sign::Ge => (BinaryOp::Ge, COMPARISON),
        Sign::Plus => (BinaryOp::Add, 4),
        Sign::Minus => (BinaryOp::Sub, 4),
        Sign::Star => (BinaryOp::Mul, 5),
        Sign::Slash => (BinaryOp::Div, 5),
        _ => return None,
    })
}
