//! Report templates: Markdown with MiniJinja, in which every number printed is a figure with its trace.
//!
//! A template is run again and again until every figure it asks for is known: the first run only gathers what is asked, the
//! caller answers all of it in one batch, the next run prints, and what a condition on values adds is gathered again.

use std::{collections::HashMap, sync::Arc};

use banjie_model::{
    Name,
    definition::ReportDef,
    figure::{Answers, Wants},
    period::Period,
    report::FrameDef,
};
use minijinja::{Environment, Output, State, UndefinedBehavior, Value};

mod block;
mod comparison;
mod fault;
mod figures;
mod frame;
pub(crate) mod marked;
mod pictures;
pub mod record;
mod session;
#[cfg(test)]
mod tests;

pub use fault::TemplateFault;

use crate::{
    document::{About, Document},
    reading,
};
use block::BlockLine;
pub(crate) use pictures::Picture;
use session::{Root, Session};

/// Steps a template may take before it is stopped.
const FUEL: u64 = 200_000;
/// Runs after which a template must be stable.
pub const RUNS_MAX: usize = 5;
/// The two characters that frame the number of a piece in the rendered Markdown (private use area).
pub(crate) const OPEN: char = '\u{E000}';
pub(crate) const CLOSE: char = '\u{E001}';

/// What a report is written for.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// `package/report`.
    pub report: Name,
    /// Names a template may use → `package/indicator`.
    pub indicators: HashMap<Name, Name>,
    /// Period.
    pub period: Option<Period>,
    /// Organisation: code and name.
    pub org: Option<(Name, Name)>,
    /// The organisations directly below it, code and name: `{% for branch in children %}`.
    pub children: Vec<(Name, Name)>,
    /// Log position of the figures.
    pub as_of: banjie_model::Seq,
    /// The moment of the figures.
    pub at: banjie_model::Moment,
    /// Number of the document among those of its year (文号的序号); none: it is left blank.
    pub serial: Option<u32>,
    /// 成文日期; none: it is the day of the figures.
    pub dated: Option<chrono::NaiveDate>,
}

/// What one run of a template gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Draft {
    /// Figures are missing: answer these and run again.
    Wants(Wants),
    /// The document.
    Done(Box<Document>),
}

/// A report template, read and checked for its form.
#[derive(Clone, Debug)]
pub struct Template {
    title: String,
    body: String,
    blocks: Vec<BlockLine>,
    frame: Option<Box<FrameDef>>,
    pictures: HashMap<Name, Picture>,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// The first fault of its form: an unfinished tag, an unknown chart, a syntax error.
    pub fn new(report: &ReportDef) -> Result<Template, TemplateFault> {
        if let Some(at) = report.body.find([OPEN, CLOSE]) {
            let message = "正文里有不可见的专用字符（U+E000、U+E001）";
            return Err(TemplateFault::at(&report.body, at, message, "删去它"));
        }
        let (body, blocks) = block::replace(&report.body)?;
        let template = Template {
            title: comparison::rewrite(&report.title)?,
            body: comparison::rewrite(&body)?,
            blocks,
            frame: report.frame.clone(),
            pictures: pictures::of(&report.images),
        };
        let session = Arc::new(Session::new(Setting::default(), Answers::default(), Vec::new()));
        let environment = environment(&session);
        for text in [&template.title, &template.body] {
            environment.template_from_str(text).map_err(|e| TemplateFault::from_engine(&e))?;
        }
        Ok(template)
    }

    /// Runs the template with what is known.
    ///
    /// # Errors
    /// A name that does not exist, an operation that is not allowed, an answer that could not be given.
    pub fn run(&self, setting: &Setting, answers: &Answers) -> Result<Draft, TemplateFault> {
        let session = Arc::new(Session::new(setting.clone(), answers.clone(), self.blocks.clone()));
        let environment = environment(&session);
        let root = Value::from_object(Root(session.clone()));
        let mut texts = Vec::new();
        for source in [&self.title, &self.body] {
            let text = environment.template_from_str(source).and_then(|t| t.render(root.clone()));
            texts.push(text.map_err(|e| TemplateFault::from_engine(&e))?);
        }
        let (wants, pieces) = session.take_parts();
        if !wants.is_empty() {
            return Ok(Draft::Wants(wants));
        }
        let mut document = reading::read(&texts[0], &texts[1], pieces, &self.pictures);
        document.frame = self.frame.as_deref().map(|frame| frame::compose(frame, setting)).transpose()?;
        frame::number_attachments(&mut document);
        document.about = about(setting, &document);
        Ok(Draft::Done(Box::new(document)))
    }
}

fn about(setting: &Setting, document: &Document) -> About {
    let title = crate::document::plain_text(&document.title, &document.figures);
    About {
        report: setting.report.clone(),
        title,
        period: setting.period.as_ref().map(ToString::to_string),
        org: setting.org.as_ref().map(|(_, name)| name.clone()),
        as_of: setting.as_of,
        at: setting.at,
    }
}

/// Runs a template until it is stable; `answer` is given all that one run asks for.
///
/// # Errors
/// A fault of the template, or what `answer` could not do.
pub async fn compose<E: From<TemplateFault>>(
    report: &ReportDef,
    setting: &Setting,
    mut answer: impl AsyncFnMut(Wants) -> Result<Answers, E>,
) -> Result<Document, E> {
    let template = Template::new(report)?;
    let mut answers = Answers::default();
    for _ in 0..RUNS_MAX {
        match template.run(setting, &answers)? {
            Draft::Done(document) => return Ok(*document),
            Draft::Wants(wants) => answers.extend(answer(wants).await?),
        }
    }
    Err(E::from(TemplateFault::unsettled()))
}

fn environment(session: &Arc<Session>) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(50);
    let printer = session.clone();
    environment.set_formatter(move |out: &mut Output, _: &mut State, value: &Value| printer.print(out, value));
    figures::register(&mut environment, session);
    environment
}
