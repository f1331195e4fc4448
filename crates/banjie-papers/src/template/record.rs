//! Documents printed from one record: a template over its fields, with number, place of the seal and receipt of service.
//!
//! `{{ fine }}` prints the value as people read it. A value that is not there is a fault, so that no decision goes out with a
//! hole in it; `{% if has(fine) %}` asks, `{{ fine | blank }}` leaves a line to be filled in by hand.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{Arc, Mutex},
};

use banjie_model::{
    Name, calendar::date_zh, definition::DocumentDef, report::Form, rounding::capital_money, value::Value as Plain,
};
use chrono::NaiveDate;
use minijinja::{
    Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value,
    value::{Object, ObjectRepr, ValueKind},
};
use rust_decimal::Decimal;

use super::{FUEL, block, comparison, fault::TemplateFault, fault::own, session::without_marks};
use crate::{
    document::{About, Document, Frame, plain_text},
    reading::{self, Piece},
    template::{CLOSE, OPEN},
};

mod bundle;
mod receipt;
#[cfg(test)]
mod tests;

pub use bundle::bundle;

/// What stands where something is filled in by hand.
const BLANK: &str = "＿＿＿＿＿＿";

/// A value of a record in a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// A single value.
    One {
        /// What it is called, for messages.
        title: Name,
        /// As people read it, masked where it must be.
        text: String,
        /// The value itself, for conditions.
        value: Plain,
    },
    /// Things that belong together: a limit, an organisation.
    Group(HashMap<Name, Shown>),
    /// Child rows.
    Rows(Vec<HashMap<Name, Shown>>),
}

/// A record as a document sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Fields, facts and limits by name.
    pub values: HashMap<Name, Shown>,
    /// The document's own number; none: it has none.
    pub number: Option<String>,
    /// Its date.
    pub dated: NaiveDate,
    /// Who is served: the name in the receipt; empty: it is filled in by hand.
    pub served: String,
    /// Moment and log position of the record.
    pub at: (banjie_model::Moment, banjie_model::Seq),
}

/// A document and, where one goes with it, its receipt of service.
#[derive(Clone, Debug, PartialEq)]
pub struct Printed {
    /// The document.
    pub document: Document,
    /// 送达回证.
    pub receipt: Option<Document>,
}

/// Fills in a document.
///
/// # Errors
/// A fault of the template, or a value it needs that the record does not have.
pub fn compose(definition: &DocumentDef, sheet: &Sheet) -> Result<Printed, TemplateFault> {
    let run = Arc::new(Run::default());
    let environment = environment(&run);
    let context = Value::from_object(Context { sheet: sheet.clone() });
    let render = |source: &str| -> Result<String, TemplateFault> {
        if let Some(at) = source.find([OPEN, CLOSE]) {
            return Err(TemplateFault::at(source, at, "正文里有不可见的专用字符（U+E000、U+E001）", "删去它"));
        }
        let source: String = source.split_inclusive('\n').map(block::alone).collect();
        let source = comparison::rewrite(&source)?;
        let text = environment.template_from_str(&source).and_then(|template| template.render(context.clone()));
        text.map_err(|e| TemplateFault::from_engine(&e))
    };
    let title = render(&definition.title)?;
    let body = render(&definition.body)?;
    let seal = definition.seal.as_deref().map(&render).transpose()?;
    let pieces = run.pieces.lock().map(|mut pieces| std::mem::take(&mut *pieces)).unwrap_or_default();
    let seal = seal.map(|seal| plain(&seal, &pieces));
    let mut document = reading::read(&title, &body, pieces, &HashMap::new());
    let title = plain_text(&document.title, &document.figures);
    document.about = about(definition, sheet, &title);
    document.frame = Some(frame(definition, sheet, seal.as_deref()));
    let receipt = definition.receipt.then(|| receipt::of(&document, sheet, seal.as_deref(), &title));
    Ok(Printed { document, receipt })
}

fn about(definition: &DocumentDef, sheet: &Sheet, title: &str) -> About {
    About {
        report: definition.name.clone(),
        title: title.to_owned(),
        as_of: sheet.at.1,
        at: sheet.at.0,
        ..About::default()
    }
}

/// A numbered document goes out under the red head of who seals it, any other plain.
fn frame(definition: &DocumentDef, sheet: &Sheet, seal: Option<&str>) -> Frame {
    let numbered = sheet.number.is_some() && seal.is_some();
    Frame {
        form: if numbered { Form::Letter } else { Form::Plain },
        issuers: seal.filter(|_| numbered).map(str::to_owned).into_iter().collect(),
        number: sheet.number.clone().filter(|_| definition.number.is_some()),
        signature: seal.map(str::to_owned).into_iter().collect(),
        sealed: seal.is_some(),
        dated: sheet.dated,
        printed_on: sheet.dated,
        ..Frame::default()
    }
}

/// Rendered text with its marks replaced by their words.
fn plain(text: &str, pieces: &[Piece]) -> String {
    let mut out = String::new();
    for (index, part) in text.split(OPEN).enumerate() {
        match part.split_once(CLOSE) {
            Some((number, rest)) if index > 0 => {
                if let Some(Piece::Text(words)) = number.parse::<usize>().ok().and_then(|n| pieces.get(n)) {
                    out.push_str(words);
                }
                out.push_str(rest);
            }
            _ => out.push_str(part),
        }
    }
    out.trim().to_owned()
}

/// What was printed so far: every value is a piece, so that none is ever read as Markdown.
#[derive(Debug, Default)]
struct Run {
    pieces: Mutex<Vec<Piece>>,
}

impl Run {
    fn piece(&self, text: String) -> String {
        let mut pieces = self.pieces.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        pieces.push(Piece::Text(without_marks(&text)));
        format!("{OPEN}{}{CLOSE}", pieces.len() - 1)
    }

    fn print(&self, out: &mut Output<'_>, value: &Value) -> Result<(), Error> {
        let text = match value.downcast_object_ref::<One>() {
            Some(one) => self.piece(one.needed()?.to_owned()),
            None => match value.kind() {
                ValueKind::Undefined => return Err(Error::from(ErrorKind::UndefinedError)),
                ValueKind::None => String::new(),
                ValueKind::String | ValueKind::Number => self.piece(value.to_string()),
                ValueKind::Bool => return Err(own("这里不能印出是否值，请用 {% if %} 写成文字")),
                _ => return Err(own("这里不能印出一列或一组值，请用 {% for %} 或写明其中一项")),
            },
        };
        out.write_str(&text).map_err(Error::from)
    }
}

fn environment(run: &Arc<Run>) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(50);
    let printer = run.clone();
    environment
        .set_formatter(move |out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value| printer.print(out, value));
    environment.add_function("compared", compared);
    environment.add_function("has", |value: Value| value.downcast_object_ref::<One>().is_none_or(One::is_there));
    environment.add_filter("capital", capital);
    environment.add_filter("blank", |value: Value| match value.downcast_object_ref::<One>() {
        Some(one) if one.is_there() => value,
        _ => Value::from(BLANK),
    });
    environment.add_filter("default", |value: Value, other: Value| match value.downcast_object_ref::<One>() {
        Some(one) if !one.is_there() => other,
        _ => value,
    });
    environment
}

/// Money in the capitals of cheques: "壹万贰仟元整".
fn capital(value: Value) -> Result<Value, Error> {
    let one = value.downcast_object_ref::<One>().ok_or_else(|| own("capital 只用于金额字段"))?;
    one.needed()?;
    let amount = one.value.as_decimal().ok_or_else(|| own(format!("“{}”不是数，不能写成大写金额", one.title)))?;
    let words = capital_money(amount).ok_or_else(|| own(format!("“{}”太大，写不成大写金额", one.title)))?;
    Ok(Value::from(words))
}

/// Names a template may use.
#[derive(Debug)]
struct Context {
    sheet: Sheet,
}

impl Object for Context {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str()? {
            "document" => {
                let number = self.sheet.number.clone().unwrap_or_default();
                let value = if number.is_empty() { Plain::Missing } else { Plain::text(&number) };
                let number = Shown::One { title: "文号".into(), text: number, value };
                let dated = self.sheet.dated;
                let date = Shown::One { title: "成文日期".into(), text: date_zh(dated), value: Plain::Date(dated) };
                let group = [("number".into(), number), ("date".into(), date)];
                Some(wrapped(&Shown::Group(group.into())))
            }
            name => self.sheet.values.get(name).map(wrapped),
        }
    }
}

fn wrapped(shown: &Shown) -> Value {
    match shown {
        Shown::One { title, text, value } => {
            Value::from_object(One { title: title.clone(), text: text.clone(), value: value.clone() })
        }
        Shown::Group(group) => together(group),
        Shown::Rows(rows) => rows.iter().map(together).collect(),
    }
}

fn together(group: &HashMap<Name, Shown>) -> Value {
    let map: BTreeMap<String, Value> = group.iter().map(|(name, shown)| (name.to_string(), wrapped(shown))).collect();
    Value::from(map)
}

/// A value in a template.
#[derive(Debug)]
struct One {
    title: Name,
    text: String,
    value: Plain,
}

impl One {
    fn is_there(&self) -> bool {
        !self.value.is_missing()
    }

    fn needed(&self) -> Result<&str, Error> {
        if self.is_there() {
            return Ok(&self.text);
        }
        Err(own(format!("记录没有填“{}”，文书缺这一项", self.title)))
    }
}

impl Object for One {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    /// True when there is something, and it is neither no nor zero.
    fn is_true(self: &Arc<Self>) -> bool {
        match &self.value {
            Plain::Missing => false,
            Plain::Bool(b) => *b,
            other => other.as_decimal().is_none_or(|d| !d.is_zero()),
        }
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// One side of a comparison.
#[derive(PartialEq, PartialOrd)]
enum Side {
    Missing,
    Bool(bool),
    Number(Decimal),
    Text(String),
}

fn side(value: &Value) -> Side {
    if let Some(one) = value.downcast_object_ref::<One>() {
        return match &one.value {
            Plain::Missing => Side::Missing,
            Plain::Bool(b) => Side::Bool(*b),
            Plain::Date(d) => Side::Text(d.to_string()),
            Plain::DateTime(m) => Side::Text(m.to_string()),
            other => match (other.as_decimal(), other.as_str()) {
                (Some(d), _) => Side::Number(d),
                (None, Some(text)) => Side::Text(text.to_owned()),
                (None, None) => Side::Text(one.text.clone()),
            },
        };
    }
    match value.kind() {
        ValueKind::None | ValueKind::Undefined => Side::Missing,
        ValueKind::Bool => Side::Bool(value.is_true()),
        ValueKind::Number => value.to_string().parse().map_or_else(|_| Side::Text(value.to_string()), Side::Number),
        _ => {
            let text = value.to_string();
            let percent = text.strip_suffix('%').and_then(|p| p.parse::<Decimal>().ok());
            percent.map_or(Side::Text(text), |p| Side::Number(p / Decimal::ONE_HUNDRED))
        }
    }
}

/// As in the expressions of a package: comparing a missing value is false.
fn compared(a: Value, operator: &str, b: Value) -> Result<bool, Error> {
    let (a, b) = (side(&a), side(&b));
    if matches!(a, Side::Missing) || matches!(b, Side::Missing) {
        return Ok(false);
    }
    if std::mem::discriminant(&a) != std::mem::discriminant(&b) {
        return Err(own("比较的两边不是同一种值"));
    }
    Ok(match operator {
        "==" => a == b,
        "!=" => a != b,
        "<" => a < b,
        "<=" => a <= b,
        ">" => a > b,
        _ => a >= b,
    })
}
