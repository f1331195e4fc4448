//! One run of a template: what it may see, what it printed, what it still asks for.

use std::{fmt, fmt::Write as _, sync::Arc, sync::Mutex};

use banjie_model::figure::{Answers, Ask, Condition, Derived, Figure, FigureTable, TableAsk, Wants};
use minijinja::{
    Error, Output, Value,
    value::{Object, ValueKind},
};

use super::{
    CLOSE, OPEN, Setting,
    block::BlockLine,
    fault::own,
    figures::{FigureObject, Source},
};
use crate::reading::{ChartPiece, Piece, TablePiece};

/// State of a run.
#[derive(Debug)]
pub(super) struct Session {
    pub setting: Setting,
    answers: Answers,
    blocks: Vec<BlockLine>,
    progress: Mutex<Progress>,
}

#[derive(Debug, Default)]
struct Progress {
    wants: Wants,
    pieces: Vec<Piece>,
}

/// What is known of a figure.
pub(super) enum Known {
    /// Asked for, not yet answered.
    Wanted,
    /// Answered.
    Figure(Arc<Figure>),
}

impl Session {
    pub fn new(mut setting: Setting, answers: Answers, blocks: Vec<BlockLine>) -> Session {
        for (_, name) in setting.org.iter_mut().chain(&mut setting.children) {
            *name = without_marks(name).into();
        }
        Session { setting, answers, blocks, progress: Mutex::default() }
    }

    /// Wants and pieces of the run.
    pub fn take_parts(&self) -> (Wants, Vec<Piece>) {
        let mut progress = self.progress();
        (std::mem::take(&mut progress.wants), std::mem::take(&mut progress.pieces))
    }

    fn progress(&self) -> std::sync::MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The answer to an ask; noted as wanted where there is none yet.
    pub fn figure(&self, ask: &Ask) -> Result<Known, Error> {
        match self.answers.figures.get(ask) {
            Some(Ok(figure)) => Ok(Known::Figure(figure.clone())),
            Some(Err(why)) => Err(own(why)),
            None => {
                self.progress().wants.figures.insert(ask.clone());
                Ok(Known::Wanted)
            }
        }
    }

    /// Adds a piece and gives the text that stands for it in the Markdown.
    pub fn piece(&self, piece: Piece) -> String {
        let mut progress = self.progress();
        progress.pieces.push(piece);
        format!("{OPEN}{}{CLOSE}", progress.pieces.len() - 1)
    }

    /// Prints a value: figures and texts as pieces, so that no value is ever read as Markdown.
    pub fn print(&self, out: &mut Output, value: &Value) -> Result<(), Error> {
        let text = if let Some(figure) = value.downcast_object_ref::<FigureObject>() {
            figure.printed()?
        } else if let Some(printed) = value.downcast_object_ref::<Printed>() {
            printed.0.clone()
        } else {
            match value.kind() {
                ValueKind::Undefined => return Err(Error::from(minijinja::ErrorKind::UndefinedError)),
                ValueKind::None => String::new(),
                ValueKind::String | ValueKind::Number => self.print_text(&value.to_string()),
                ValueKind::Map if value.downcast_object_ref::<OrgObject>().is_some() => {
                    self.print_text(&value.to_string())
                }
                kind => return Err(own(format!("这里不能印出{}", kind_zh(kind)))),
            }
        };
        out.write_str(&text).map_err(Error::from)
    }

    /// A text that may hold pieces (joined by `~`): the pieces stay, what is between them is literal.
    fn print_text(&self, text: &str) -> String {
        let mut out = String::new();
        for (index, part) in text.split(OPEN).enumerate() {
            let (piece, literal) = match part.split_once(CLOSE) {
                Some((number, rest)) if index > 0 => (Some(number), rest),
                _ => (None, part),
            };
            if let Some(number) = piece {
                let _ = write!(out, "{OPEN}{number}{CLOSE}");
            }
            let literal: String = literal.chars().filter(|c| *c != CLOSE).collect();
            if !literal.is_empty() {
                out.push_str(&self.piece(Piece::Text(literal)));
            }
        }
        out
    }

    /// The piece of a table or chart line, between blank lines: whatever Markdown stands open above it ends there.
    pub fn block(self: &Arc<Self>, index: usize) -> Result<Value, Error> {
        let block = self.line(index)?;
        let period = self.setting.period.as_ref().map(ToString::to_string);
        let text = match self.table(block)? {
            None => String::new(),
            Some(table) => {
                let piece = self.piece(match block.chart {
                    None => Piece::Table(TablePiece { table, period }),
                    Some(kind) => Piece::Chart(ChartPiece { table, kind, period }),
                });
                format!("\n\n{piece}\n\n")
            }
        };
        Ok(Value::from_object(Printed(text)))
    }

    /// A table or chart line by its number.
    pub fn line(&self, index: usize) -> Result<&BlockLine, Error> {
        self.blocks.get(index).ok_or_else(|| own("block__ 是保留的名称"))
    }

    /// The table a line asks for; noted as wanted where it is not answered yet.
    pub fn table(&self, block: &BlockLine) -> Result<Option<Arc<FigureTable>>, Error> {
        let ask = TableAsk {
            indicators: block.indicators.iter().map(|name| self.key(name)).collect::<Result<_, _>>()?,
            by: block.by.clone(),
            with: block.with.clone(),
            period: self.setting.period,
            org: self.setting.org.as_ref().map(|(code, _)| code.clone()),
            filter: Vec::<Condition>::new(),
        };
        match self.answers.tables.get(&ask) {
            None => {
                self.progress().wants.tables.insert(ask);
                Ok(None)
            }
            Some(Err(why)) => Err(own(why)),
            Some(Ok(table)) => Ok(Some(table.clone())),
        }
    }

    fn key(&self, name: &str) -> Result<banjie_model::Name, Error> {
        self.setting.indicators.get(name).cloned().ok_or_else(|| own(format!("没有名为“{name}”的指标")))
    }
}

/// A text of the data without the characters that mark pieces: it cannot pass for a figure.
pub(super) fn without_marks(text: &str) -> String {
    text.chars().filter(|c| ![OPEN, CLOSE].contains(c)).collect()
}

fn kind_zh(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Bool => "是否值，请用 {% if %} 写成文字",
        ValueKind::Seq | ValueKind::Iterable => "一列值，请用 {% for %} 逐个印出",
        _ => "这种值",
    }
}

/// Text that is already pieces.
#[derive(Debug)]
pub(super) struct Printed(pub String);

impl Object for Printed {
    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The names a template sees.
#[derive(Debug)]
pub(super) struct Root(pub Arc<Session>);

impl Object for Root {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let setting = &self.0.setting;
        let name = key.as_str()?;
        match name {
            "period" => return setting.period.as_ref().map(|period| Value::from(period.to_string())),
            "org" => return setting.org.as_ref().map(OrgObject::value),
            "children" => return Some(Value::from_iter(setting.children.iter().map(OrgObject::value))),
            _ => {}
        }
        let indicator = setting.indicators.get(name)?.clone();
        let ask = Ask {
            indicator,
            period: setting.period,
            org: setting.org.as_ref().map(|(code, _)| code.clone()),
            own: false,
            filter: Vec::new(),
            derived: Derived::Value,
        };
        Some(FigureObject::value(&self.0, Source::Ask(ask)))
    }
}

/// An organisation: prints its name, `.of(…)` takes it.
#[derive(Debug)]
pub(super) struct OrgObject {
    pub code: banjie_model::Name,
    name: banjie_model::Name,
}

impl OrgObject {
    fn value((code, name): &(banjie_model::Name, banjie_model::Name)) -> Value {
        Value::from_object(OrgObject { code: code.clone(), name: name.clone() })
    }
}

impl Object for OrgObject {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str()? {
            "code" => Some(Value::from(&*self.code)),
            "name" => Some(Value::from(&*self.name)),
            _ => None,
        }
    }
    fn is_true(self: &Arc<Self>) -> bool {
        true
    }
    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
