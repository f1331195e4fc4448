//! Runs a template whose literal parts are marks: what a bureau's own Word file becomes, and its rows of figures.

use std::sync::Arc;

use banjie_model::{
    Name,
    figure::{Answers, Cut, Derived, Figure, FigureTable, TableRow, Wants},
    report::{ReportLine, parse_report_line},
};
use minijinja::{Environment, Value, value::Object};

use super::{
    Setting, TemplateFault,
    block::BlockLine,
    comparison, environment,
    figures::{FigureObject, Source},
    session::{Root, Session, without_marks},
};
use crate::reading::Piece;

/// What one run gives.
pub(crate) struct Run {
    /// Marks in order, and what lies between them.
    pub text: String,
    /// What the numbered marks stand for.
    pub pieces: Vec<Piece>,
    /// What has to be answered before the text is the last.
    pub wants: Wants,
}

/// `{% rows found, demolished by kind %}`: the row of a table that is repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rows(BlockLine);

impl Rows {
    /// Reads what stands behind `rows`; shares are asked for where the template uses them.
    ///
    /// # Errors
    /// What is wrong, in Chinese.
    pub fn parse(rest: &str, share: bool) -> Result<Rows, String> {
        let line = format!("{{% table {rest} %}}");
        let parsed = parse_report_line(&line).ok_or("缺指标")?.map_err(|fault| fault.message)?;
        match parsed {
            ReportLine::Table { with, .. } if !with.is_empty() => {
                Err("rows 不写 with：占比、增幅直接写 {{ row.指标.share }}、{{ row.指标.growth }}".to_owned())
            }
            ReportLine::Table { by: None, .. } => {
                Err("rows 要写明按什么分行，例如 by kind、by org、by month".to_owned())
            }
            ReportLine::Table { indicators, by, .. } => Ok(Rows(BlockLine {
                indicators: indicators.iter().map(|word| word.text.as_str().into()).collect(),
                by: by.map_or(Cut::Whole, |word| Cut::parse(&word.text)),
                with: if share { vec![Derived::Share] } else { Vec::new() },
                chart: None,
            })),
            ReportLine::Chart { .. } => Err("缺指标".to_owned()),
        }
    }

    /// The indicators in it.
    pub fn indicators(&self) -> &[Name] {
        &self.0.indicators
    }
}

/// What a row of `{% rows %}` has beside its indicators.
pub(crate) const ROW_WORDS: [&str; 2] = ["title", "number"];
/// Begins the loop over the rows of a table; the number of the table follows.
pub(crate) const ROWS: &str = "rows__";
/// The whole of a table.
pub(crate) const TOTAL: &str = "total__";

/// Runs a source with what is known.
///
/// # Errors
/// The first fault, with its line in the source.
pub(crate) fn run(source: &str, rows: &[Rows], setting: &Setting, answers: &Answers) -> Result<Run, TemplateFault> {
    let lines = rows.iter().map(|rows| rows.0.clone()).collect();
    let session = Arc::new(Session::new(setting.clone(), answers.clone(), lines));
    let mut environment = environment(&session);
    register(&mut environment, &session);
    let source = comparison::rewrite(source)?;
    let root = Value::from_object(Root(session.clone()));
    let text = environment.template_from_str(&source).and_then(|template| template.render(root));
    let text = text.map_err(|error| TemplateFault::from_engine(&error))?;
    let (wants, pieces) = session.take_parts();
    Ok(Run { text, pieces, wants })
}

fn register(environment: &mut Environment<'static>, session: &Arc<Session>) {
    let of = session.clone();
    environment.add_function(ROWS, move |index: usize| {
        let line = of.line(index)?;
        let table = of.table(line)?;
        let count = table.as_ref().map_or(0, |table| table.rows.len());
        let row = |at| RowObject { session: of.clone(), line: line.clone(), table: table.clone(), at: Some(at) };
        Ok::<_, minijinja::Error>(Value::from_iter((0..count).map(row).map(Value::from_object)))
    });
    let of = session.clone();
    environment.add_function(TOTAL, move |index: usize| {
        let line = of.line(index)?;
        let row = RowObject { session: of.clone(), line: line.clone(), table: of.table(line)?, at: None };
        Ok::<_, minijinja::Error>(Value::from_object(row))
    });
}

/// A row of an answered table, or its whole.
#[derive(Debug)]
struct RowObject {
    session: Arc<Session>,
    line: BlockLine,
    /// None: not answered yet.
    table: Option<Arc<FigureTable>>,
    /// Which row; none: the whole.
    at: Option<usize>,
}

impl RowObject {
    fn row(&self) -> Option<&TableRow> {
        let table = self.table.as_ref()?;
        match self.at {
            Some(at) => table.rows.get(at),
            None => table.total.as_ref(),
        }
    }

    /// The figure of an indicator, or what is derived from it.
    fn cell(&self, indicator: usize, derived: Derived) -> Option<Arc<Figure>> {
        let columns = &self.table.as_ref()?.columns;
        let column = columns.iter().position(|c| c.indicator == indicator && c.derived == derived)?;
        self.row()?.cells.get(column)?.clone().map(Arc::new)
    }
}

impl Object for RowObject {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        match (key, self.at) {
            ("title", at) => {
                let whole = if at.is_none() { "合计" } else { "" };
                let title = self.row().map_or(whole, |row| &row.title);
                return Some(Value::from(without_marks(title)));
            }
            ("number", Some(at)) => return Some(Value::from(at + 1)),
            _ => {}
        }
        let indicator = self.line.indicators.iter().position(|name| **name == *key)?;
        let source = match self.cell(indicator, Derived::Value) {
            Some(figure) => Source::Cell(figure, self.cell(indicator, Derived::Share)),
            None if self.table.is_none() => Source::Awaited,
            None => return Some(Value::from(banjie_model::figure::MISSING)),
        };
        Some(FigureObject::value(&self.session, source))
    }
}
