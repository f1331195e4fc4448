//! Figures inside a template: objects that can be asked further, printed and compared, but never turned into bare numbers.

use std::{fmt, sync::Arc};

use banjie_model::{
    definition::Show,
    figure::{Ask, Condition, Derived, Figure, How, Operation, Trace},
    period::Period,
    rounding,
    value::Value as Plain,
};
use minijinja::{
    Environment, Error, ErrorKind, State, Value,
    value::{Kwargs, Object, ObjectRepr, from_args},
};
use rust_decimal::Decimal;

use super::{
    fault::own,
    session::{Known, OrgObject, Printed, Session, without_marks},
};
use crate::reading::Piece;

/// Where the number of a figure object comes from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// An ask.
    Ask(Ask),
    /// Computed from other figures.
    Computed(Operation, Vec<Arc<FigureObject>>),
    /// A cell of an answered table, and its share of the whole where that was asked for.
    Cell(Arc<Figure>, Option<Arc<Figure>>),
    /// A cell of a table that is not answered yet: whatever is asked of it is wanted.
    Awaited,
}

/// What must be asked to get the number of a cell again.
fn ask_of(figure: &Figure) -> Ask {
    let trace = figure.trace();
    Ask {
        indicator: format!("{}/{}", trace.package, trace.indicator).into(),
        period: trace.period,
        org: trace.org.clone(),
        own: trace.own,
        filter: trace.filter.clone(),
        derived: Derived::Value,
    }
}

/// A figure in a template.
#[derive(Clone, Debug)]
pub(super) struct FigureObject {
    session: Arc<Session>,
    source: Source,
    show: Option<Show>,
}

impl FigureObject {
    pub fn value(session: &Arc<Session>, source: Source) -> Value {
        Value::from_object(FigureObject { session: session.clone(), source, show: None })
    }

    /// The figure, or that it is asked for.
    fn known(&self) -> Result<Known, Error> {
        let known = match &self.source {
            Source::Ask(ask) => self.session.figure(ask)?,
            Source::Cell(figure, _) => Known::Figure(figure.clone()),
            Source::Awaited => Known::Wanted,
            Source::Computed(operation, parts) => {
                let mut figures = Vec::new();
                for part in parts {
                    match part.known()? {
                        Known::Figure(figure) => figures.push(figure),
                        Known::Wanted => {}
                    }
                }
                if figures.len() < parts.len() { Known::Wanted } else { Known::Figure(compute(*operation, &figures)) }
            }
        };
        Ok(match (known, self.show) {
            (Known::Figure(figure), Some(show)) => Known::Figure(Arc::new(figure.with_show(show))),
            (known, _) => known,
        })
    }

    /// The text that stands for it in the Markdown.
    pub fn printed(&self) -> Result<String, Error> {
        Ok(match self.known()? {
            Known::Wanted => String::new(),
            Known::Figure(figure) => self.session.piece(Piece::Figure(figure)),
        })
    }

    fn with(&self, change: impl FnOnce(&mut Ask)) -> Result<Value, Error> {
        let mut ask = match &self.source {
            Source::Ask(ask) => ask.clone(),
            Source::Cell(figure, _) if !matches!(figure.trace().how, How::Derived(_)) => ask_of(figure),
            Source::Awaited => return Ok(Value::from_object(self.clone())),
            Source::Computed(..) | Source::Cell(..) => {
                return Err(own("算出的数不能再换期间、机构或条件；请先换，再计算"));
            }
        };
        change(&mut ask);
        Ok(Value::from_object(FigureObject { source: Source::Ask(ask), ..self.clone() }))
    }

    fn shifted(&self, shift: fn(&Period) -> Period) -> Result<Value, Error> {
        match &self.source {
            Source::Ask(Ask { period: None, .. }) => Err(own("报告没有统计期间，不能取上期")),
            _ => self.with(|ask| ask.period = ask.period.as_ref().map(shift)),
        }
    }

    fn attribute(&self, name: &str) -> Option<Result<Value, Error>> {
        let derived = match name {
            "previous" => return Some(self.shifted(Period::previous)),
            "same_last_year" => return Some(self.shifted(Period::same_last_year)),
            "change" => return Some(self.change(Derived::Growth)),
            "change_on_year" => return Some(self.change(Derived::GrowthOnYear)),
            "unit" | "title" => return Some(self.word(name)),
            "share" => return self.share(),
            _ => Derived::of_key(name)?,
        };
        Some(self.with(|ask| ask.derived = derived))
    }

    /// Only a cell of a table has a share: of the table's whole.
    fn share(&self) -> Option<Result<Value, Error>> {
        let source = match &self.source {
            Source::Cell(_, share) => Source::Cell(share.clone()?, None),
            Source::Awaited => Source::Awaited,
            Source::Ask(_) | Source::Computed(..) => return None,
        };
        Some(Ok(FigureObject::value(&self.session, source)))
    }

    /// "增长12.3%", "下降4.0%", "持平", "—".
    fn change(&self, derived: Derived) -> Result<Value, Error> {
        let growth = self.with(|ask| ask.derived = derived)?;
        let growth = growth.downcast_object_ref::<FigureObject>().expect("made just above").clone();
        let Known::Figure(figure) = growth.known()? else {
            return Ok(Value::from_object(Printed(String::new())));
        };
        let rounded = figure.value().map(|value| rounding::round_half_up(value, 3));
        let word = match rounded {
            None => "增长",
            Some(value) if value.is_zero() => "持平",
            Some(value) if value.is_sign_negative() => "下降",
            Some(_) => "增长",
        };
        let mut text = self.session.piece(Piece::Text(word.to_owned()));
        if word != "持平" {
            let figure = if word == "下降" { compute(Operation::Abs, &[figure]) } else { figure };
            text.push_str(&self.session.piece(Piece::Figure(figure)));
        }
        Ok(Value::from_object(Printed(text)))
    }

    fn word(&self, name: &str) -> Result<Value, Error> {
        Ok(match self.known()? {
            Known::Wanted => Value::from(""),
            Known::Figure(figure) if name == "unit" => Value::from(without_marks(figure.unit())),
            Known::Figure(figure) => Value::from(without_marks(&figure.trace().title)),
        })
    }

    fn method(self: &Arc<Self>, name: &str, args: &[Value]) -> Result<Value, Error> {
        match name {
            "at" => {
                let text = one_argument(args, "period")?.to_string();
                let period = Period::parse(&text).map_err(own)?;
                self.with(|ask| ask.period = Some(period))
            }
            "of" => {
                let org = one_argument(args, "org")?;
                let code = match org.downcast_object_ref::<OrgObject>() {
                    Some(org) => org.code.clone(),
                    None => org.to_string().into(),
                };
                self.with(|ask| ask.org = Some(code))
            }
            "where" => {
                let conditions = conditions(args)?;
                self.with(|ask| ask.filter.extend(conditions))
            }
            "plus" => self.computed(Operation::Plus, args),
            "minus" => self.computed(Operation::Minus, args),
            "over" => self.computed(Operation::Over, args),
            _ => Err(Error::new(ErrorKind::UnknownMethod, name.to_owned())),
        }
    }

    fn computed(self: &Arc<Self>, operation: Operation, args: &[Value]) -> Result<Value, Error> {
        let other = match args {
            [other] => other.downcast_object::<FigureObject>(),
            _ => None,
        };
        let other = other.ok_or_else(|| own("数只能与另一个数计算，如 a.minus(b)；结果仍可溯源"))?;
        let source = Source::Computed(operation, vec![self.clone(), other]);
        Ok(FigureObject::value(&self.session, source))
    }
}

impl Object for FigureObject {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        // A fault inside comes out as an invalid value, which the engine reports where it is used.
        self.attribute(key.as_str()?).map(|value| value.unwrap_or_else(Value::from))
    }

    fn call_method(self: &Arc<Self>, _: &mut State<'_, '_>, name: &str, args: &[Value]) -> Result<Value, Error> {
        self.method(name, args)
    }

    /// True when there is a number and it is not zero.
    fn is_true(self: &Arc<Self>) -> bool {
        matches!(self.known(), Ok(Known::Figure(figure)) if figure.value().is_some_and(|v| !v.is_zero()))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.printed().map_err(|_| fmt::Error)?)
    }
}

fn one_argument(args: &[Value], name: &str) -> Result<Value, Error> {
    let (positional, named): (&[Value], Kwargs) = from_args(args)?;
    let value = match positional {
        [value] => value.clone(),
        _ => named.get::<Value>(name)?,
    };
    named.assert_all_used()?;
    Ok(value)
}

fn conditions(args: &[Value]) -> Result<Vec<Condition>, Error> {
    let (named,): (Kwargs,) = from_args(args)?;
    let mut conditions = Vec::new();
    for field in named.args() {
        let value: Value = named.peek(field)?;
        let any_of = match value.kind() {
            minijinja::value::ValueKind::Seq => value.try_iter()?.map(|v| plain(&v)).collect::<Result<_, _>>()?,
            _ => vec![plain(&value)?],
        };
        conditions.push(Condition { field: field.into(), any_of });
    }
    conditions.sort_by(|a, b| a.field.cmp(&b.field));
    Ok(conditions)
}

fn plain(value: &Value) -> Result<Plain, Error> {
    use minijinja::value::ValueKind;
    Ok(match value.kind() {
        ValueKind::None => Plain::Missing,
        ValueKind::Bool => Plain::Bool(value.is_true()),
        ValueKind::String => Plain::text(value.as_str().unwrap_or_default()),
        ValueKind::Number => Plain::text(&value.to_string()),
        _ => match value.downcast_object_ref::<OrgObject>() {
            Some(org) => Plain::Org(org.code.clone()),
            None => return Err(own("条件里只能写文字、数字、true、false、none")),
        },
    })
}

/// A figure computed from others; its trace holds theirs.
fn compute(operation: Operation, figures: &[Arc<Figure>]) -> Arc<Figure> {
    let first = &figures[0];
    let values: Option<Vec<Decimal>> = figures.iter().map(|figure| figure.value()).collect();
    let value = values.and_then(|values| match (operation, values.as_slice()) {
        (Operation::Plus, [a, b]) => a.checked_add(*b),
        (Operation::Minus, [a, b]) => a.checked_sub(*b),
        (Operation::Over, [a, b]) => rounding::share(*a, *b),
        (_, [a, ..]) => Some(a.abs()),
        _ => None,
    });
    let sign = match operation {
        Operation::Plus => "＋",
        Operation::Minus => "－",
        Operation::Over => "÷",
        Operation::Abs => "",
    };
    let titles: Vec<String> = figures.iter().map(|figure| figure.trace().caption()).collect();
    let over = operation == Operation::Over;
    let parts: Vec<Trace> = figures.iter().map(|figure| Trace::clone(figure.trace())).collect();
    let trace = Trace {
        title: titles.join(sign).into(),
        how: How::Computed(operation),
        hidden: Trace::hidden_by(&parts),
        parts,
        value,
        show: if over { Show::Percent(1) } else { together(figures) },
        unit: if over { "".into() } else { first.trace().unit.clone() },
        ..Trace::clone(first.trace())
    };
    Arc::new(Figure::new(trace, first.wording().clone()))
}

/// How a sum or difference is shown: as its first part, but whole numbers with others that have places get as many.
fn together(figures: &[Arc<Figure>]) -> Show {
    let places = |show| match show {
        Show::Integer => Some(0),
        Show::Decimal(places) => Some(places),
        Show::Percent(_) | Show::Wan(_) => None,
    };
    let all: Option<Vec<u8>> = figures.iter().map(|figure| places(figure.trace().show)).collect();
    match all.and_then(|all| all.into_iter().max()) {
        None => figures[0].trace().show,
        Some(0) => Show::Integer,
        Some(places) => Show::Decimal(places),
    }
}

/// Filters and functions of templates.
pub(super) fn register(environment: &mut Environment<'static>, session: &Arc<Session>) {
    let blocks = session.clone();
    environment.add_function("block__", move |index: usize| blocks.block(index));
    environment.add_function("compared", compared);
    environment.add_filter("abs", |figure: Value| {
        shaped(&figure, |object| {
            object.source = Source::Computed(Operation::Abs, vec![Arc::new(object.clone())]);
        })
    });
    environment.add_filter("round", |figure: Value, places: Option<u8>| {
        shaped(&figure, |object| {
            let percent = matches!(object.known(), Ok(Known::Figure(f)) if matches!(f.trace().show, Show::Percent(_)));
            let places = places.unwrap_or(0);
            object.show = Some(if percent { Show::Percent(places) } else { Show::Decimal(places) });
        })
    });
    environment.add_filter("wan", |figure: Value, places: Option<u8>| {
        shaped(&figure, |object| {
            object.show = Some(Show::Wan(places.unwrap_or(2)));
        })
    });
}

fn shaped(value: &Value, change: impl FnOnce(&mut FigureObject)) -> Result<Value, Error> {
    let object = value.downcast_object_ref::<FigureObject>().ok_or_else(|| own("这个过滤器只用于指标的数"))?;
    let mut object = object.clone();
    change(&mut object);
    Ok(Value::from_object(object))
}

/// One side of a comparison.
enum Side {
    /// A figure not yet answered.
    Wanted,
    /// A number, or a figure (none: it has no value).
    Number(Option<Decimal>),
    /// Anything else.
    Other,
}

fn side(value: &Value) -> Result<Side, Error> {
    if let Some(figure) = value.downcast_object_ref::<FigureObject>() {
        return Ok(match figure.known()? {
            Known::Wanted => Side::Wanted,
            Known::Figure(figure) => Side::Number(figure.value()),
        });
    }
    let text = value.to_string();
    let number = match text.strip_suffix('%') {
        Some(percent) => percent.parse::<Decimal>().ok().map(|n| n / Decimal::ONE_HUNDRED),
        None if value.is_number() => text.parse().ok(),
        None => None,
    };
    Ok(number.map_or(Side::Other, |n| Side::Number(Some(n))))
}

/// `a op b`, exact for figures; a figure without value compares false; figures still asked for compare false.
fn compared(a: Value, op: &str, b: Value) -> Result<bool, Error> {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let is_figure = |v: &Value| v.downcast_object_ref::<FigureObject>().is_some();
    let order = match (side(&a)?, side(&b)?) {
        (Side::Wanted, _) | (_, Side::Wanted) => return Ok(false),
        (Side::Number(Some(x)), Side::Number(Some(y))) => x.cmp(&y),
        (Side::Number(_), Side::Number(_)) => return Ok(false),
        _ if is_figure(&a) || is_figure(&b) => return Err(own("数只能与数或数字比较")),
        _ => a.cmp(&b),
    };
    Ok(match op {
        "==" => order == Equal,
        "!=" => order != Equal,
        "<" => order == Less,
        "<=" => order != Greater,
        ">" => order == Greater,
        _ => order != Less,
    })
}
