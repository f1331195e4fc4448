//! The evaluator against the plainest possible reading of a tree.

use banjie_model::{
    expr::{BinaryOp, Expr, ExprKind, FieldRef, Function, Ty, UnaryOp},
    finding::Span,
    value::Value,
};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::fixture::{Demo, noon, view};
use crate::evaluate::{Scope, evaluate};

/// A tree of numbers over up to four fields of hundredths, some missing.
#[derive(Clone, Debug)]
enum Sum {
    Field(usize),
    Constant(i32),
    Neg(Box<Sum>),
    Two(BinaryOp, Box<Sum>, Box<Sum>),
    Extreme(Function, Vec<Sum>),
    /// `a < b ? c : d`
    If(BinaryOp, Box<[Sum; 4]>),
}

fn sum() -> impl Strategy<Value = Sum> {
    let leaf = prop_oneof![(0..4usize).prop_map(Sum::Field), (-999..999i32).prop_map(Sum::Constant)];
    leaf.prop_recursive(3, 20, 4, |inner| {
        let arithmetic = prop::sample::select(vec![BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul]);
        let comparison = prop::sample::select(vec![
            BinaryOp::Eq,
            BinaryOp::Ne,
            BinaryOp::Lt,
            BinaryOp::Le,
            BinaryOp::Gt,
            BinaryOp::Ge,
        ]);
        let extreme = prop::sample::select(vec![Function::Min, Function::Max]);
        prop_oneof![
            inner.clone().prop_map(|a| Sum::Neg(Box::new(a))),
            (arithmetic, inner.clone(), inner.clone()).prop_map(|(op, a, b)| Sum::Two(op, Box::new(a), Box::new(b))),
            (extreme, prop::collection::vec(inner.clone(), 2..4)).prop_map(|(f, items)| Sum::Extreme(f, items)),
            (comparison, [inner.clone(), inner.clone(), inner.clone(), inner])
                .prop_map(|(op, parts)| Sum::If(op, Box::new(parts))),
        ]
    })
}

/// Three levels of products have at most eight factors of two places each.
const PLACES: u32 = 16;

/// The value times ten to [`PLACES`], in whole numbers.
fn reference(sum: &Sum, fields: &[Option<i64>]) -> Option<i128> {
    let one = 10i128.pow(PLACES);
    match sum {
        Sum::Field(i) => fields[*i].map(|hundredths| i128::from(hundredths) * one / 100),
        Sum::Constant(n) => Some(i128::from(*n) * one / 100),
        Sum::Neg(a) => reference(a, fields).map(|a| -a),
        Sum::Two(op, a, b) => {
            let (a, b) = (reference(a, fields)?, reference(b, fields)?);
            Some(match op {
                BinaryOp::Add => a + b,
                BinaryOp::Sub => a - b,
                // Exact: the product has at most as many places as the tree allows.
                _ => multiplied(a, b, one),
            })
        }
        Sum::Extreme(function, items) => {
            let present = items.iter().filter_map(|item| reference(item, fields));
            if *function == Function::Min { present.min() } else { present.max() }
        }
        Sum::If(op, parts) => {
            let [a, b, c, d] = &**parts;
            let holds = match (reference(a, fields), reference(b, fields)) {
                (Some(a), Some(b)) => match op {
                    BinaryOp::Eq => a == b,
                    BinaryOp::Ne => a != b,
                    BinaryOp::Lt => a < b,
                    BinaryOp::Le => a <= b,
                    BinaryOp::Gt => a > b,
                    _ => a >= b,
                },
                _ => false,
            };
            reference(if holds { c } else { d }, fields)
        }
    }
}

/// a·b/one without overflow in between: a is cut into whole and fraction.
fn multiplied(a: i128, b: i128, one: i128) -> i128 {
    let (whole, fraction) = (a / one, a % one);
    let (b_whole, b_fraction) = (b / one, b % one);
    whole * b + fraction * b_whole + fraction * b_fraction / one
}

fn tree(sum: &Sum) -> Expr {
    let ty = Ty::Decimal { scale: None };
    let boxed = |sum: &Sum| Box::new(tree(sum));
    let kind = match sum {
        Sum::Field(i) => ExprKind::Field(FieldRef { index: *i, name: "f".into() }),
        Sum::Constant(n) => ExprKind::Literal(Value::Decimal(Decimal::new(i64::from(*n), 2))),
        Sum::Neg(a) => ExprKind::Unary(UnaryOp::Neg, boxed(a)),
        Sum::Two(op, a, b) => ExprKind::Binary(*op, boxed(a), boxed(b)),
        Sum::Extreme(function, items) => ExprKind::Call(*function, items.iter().map(tree).collect()),
        Sum::If(op, parts) => {
            let [a, b, c, d] = &**parts;
            let kind = ExprKind::Binary(*op, boxed(a), boxed(b));
            let condition = Expr { kind, ty: Ty::Bool, span: Span::default() };
            ExprKind::If(Box::new(condition), boxed(c), boxed(d))
        }
    };
    Expr { kind, ty, span: Span::default() }
}

proptest! {
    #[test]
    fn numbers_agree_with_the_plain_reading(sum in sum(), fields in prop::array::uniform4(prop::option::of(-999..999i64))) {
        let demo = Demo::new();
        let world = demo.world();
        let values: Vec<Value> =
            fields.iter().map(|f| f.map_or(Value::Missing, |n| Value::Decimal(Decimal::new(n, 2)))).collect();
        let scope =
            Scope { world: &world, ledger: demo.ledger(), record: view(&values), runs: &[], it: None, now: noon() };
        let found = evaluate(&tree(&sum), &scope).as_decimal();
        let wanted = reference(&sum, &fields).map(|n| Decimal::from_i128_with_scale(n, PLACES));
        prop_assert_eq!(found, wanted);
    }
}
