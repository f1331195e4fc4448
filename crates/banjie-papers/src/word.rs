//! The bureau's own Word file as a template: `{{ indicator }}` wherever Word holds text.
//!
//! The tags are those of report templates, and rows of tables repeat (`{% rows found by kind %}`). Tags may be split over
//! runs in any way. Every part of the file that holds no tag is copied as it is packed; of a part with tags every byte
//! stays that is no tag. Each figure becomes a content control and the list of figures is added, so that the file can be
//! traced like a printed report.

use std::sync::Arc;

use banjie_model::figure::{Answers, Wants};

mod blocks;
mod cut;
mod fault;
mod filled;
mod names;
mod package;
mod source;
mod tag;
#[cfg(test)]
mod tests;
mod walk;

pub use fault::{PAGES, Place, TagFault, WordFault, explain};

use crate::{
    RUNS_MAX, Setting,
    document::{About, Document, Inline},
    manifest::Manifest,
    template::marked::{self, Rows, Run},
};
use cut::Out;
use source::Source;
use walk::Walked;

/// Tags a template may hold.
const TAGS_MAX: usize = 20_000;
/// Runs in which one fault after another is looked for.
const FAULTS_MAX: usize = 200;

/// A Word file read as a template.
#[derive(Debug)]
pub struct Template {
    bytes: Arc<[u8]>,
    parts: Vec<PartRead>,
    tags: Vec<Placed>,
    rows: Vec<Rows>,
    /// Faults of its form.
    faults: Vec<TagFault>,
}

/// A part with text.
#[derive(Debug)]
struct PartRead {
    name: String,
    title: String,
    xml: Vec<u8>,
    walked: Walked,
    outs: Vec<Out>,
    /// Number of its first tag.
    first: usize,
}

/// A tag with its part.
#[derive(Debug)]
struct Placed {
    part: usize,
    tag: tag::Tag,
    /// For `rows`: which.
    rows: Option<usize>,
    /// In the copy of a drawing for old programs.
    fallback: bool,
}

/// A filled template.
#[derive(Clone, Debug)]
pub struct Filled {
    /// The Word file.
    pub bytes: Vec<u8>,
    /// What it is, and its figures in order.
    pub document: Document,
}

impl Template {
    /// Reads a Word file.
    ///
    /// # Errors
    /// [`WordFault::File`] when it is none, is damaged, or has a password; faults of tags are kept for [`Template::faults`].
    pub fn read(bytes: &[u8]) -> Result<Template, WordFault> {
        let package = package::open(bytes).map_err(WordFault::File)?;
        let mut template = Template {
            bytes: bytes.into(),
            parts: Vec::new(),
            tags: Vec::new(),
            rows: Vec::new(),
            faults: package.misplaced.iter().map(|name| fault::misplaced(name)).collect(),
        };
        for part in package.parts {
            template.take(part)?;
        }
        if template.tags.is_empty() && template.faults.is_empty() {
            let message = "这份 Word 文件里没有标签，例如 {{ period }}、{{ 指标 }}；没有可填的内容".to_owned();
            return Err(WordFault::File(message));
        }
        Ok(template)
    }

    /// Faults of its form: unfinished tags, conditions without an end.
    pub fn faults(&self) -> &[TagFault] {
        &self.faults
    }

    fn take(&mut self, part: package::Part) -> Result<(), WordFault> {
        let damaged = |why| WordFault::File(format!("文件里的{}已损坏：{why}；请用 Word 打开并修复另存", part.title));
        let walked = walk::walk(&part.xml).map_err(damaged)?;
        let (index, first) = (self.parts.len(), self.tags.len());
        let mut tags = Vec::new();
        let mut broken = Vec::new();
        for paragraph in 0..walked.paragraphs.len() {
            let (found, faults) = tag::find(&walked, paragraph);
            tags.extend(found);
            broken.extend(faults.into_iter().map(|fault| (paragraph, fault)));
        }
        if first + tags.len() > TAGS_MAX {
            return Err(WordFault::File(format!("模板里的标签超过 {TAGS_MAX} 个；请拆成几个文件")));
        }
        tags.sort_by_key(|tag| tag.at);
        let (layout, faults) = blocks::arrange(&walked, &tags);
        let outs = cut::cut(&walked, &tags, &layout, part.xml.len());
        let read = PartRead { name: part.name, title: part.title, xml: part.xml, walked, outs, first };
        let is_copy = |paragraph| source::is_fallback(&read.walked, paragraph);
        for (paragraph, fault) in broken.iter().filter(|(paragraph, _)| !is_copy(*paragraph)) {
            self.faults.push(fault::broken(&read, *paragraph, fault));
        }
        for (tag, code, message, help) in faults.into_iter().filter(|(tag, ..)| !is_copy(tags[*tag].paragraph)) {
            self.faults.push(fault::of_tag(&read, &tags[tag], code, message, help.to_owned()));
        }
        let share = tags.iter().any(|tag| tag.inner.contains(".share"));
        for tag in tags {
            let fallback = is_copy(tag.paragraph);
            let rows = self.rows_of(&read, &tag, share);
            self.tags.push(Placed { part: index, tag, rows, fallback });
        }
        self.parts.push(read);
        Ok(())
    }

    /// The number of a `rows` tag among all.
    fn rows_of(&mut self, part: &PartRead, tag: &tag::Tag, share: bool) -> Option<usize> {
        let rest = match &tag.kind {
            tag::Kind::Block(word) if word == "rows" => &tag.inner["rows".len()..],
            _ => return None,
        };
        match Rows::parse(rest.trim(), share) {
            Ok(rows) => {
                self.rows.push(rows);
                Some(self.rows.len() - 1)
            }
            Err(why) => {
                let help = "写成 {% rows 指标, 指标 by 维度 %}".to_owned();
                self.faults.push(fault::of_tag(part, tag, fault::STRUCTURE, format!("rows 的写法有误：{why}"), help));
                None
            }
        }
    }

    fn fault(&self, tag: usize, code: &'static str, message: String, help: String) -> TagFault {
        let placed = &self.tags[tag];
        fault::of_tag(&self.parts[placed.part], &placed.tag, code, message, help)
    }

    /// Names no setting has: found without running anything.
    fn unknown(&self, setting: &Setting, source: &mut Source) -> Vec<TagFault> {
        let tags: Vec<tag::Tag> = self.tags.iter().map(|placed| placed.tag.clone()).collect();
        let known = names::Known::of(setting, &tags, &self.rows);
        let mut faults = Vec::new();
        for (index, placed) in self.tags.iter().enumerate() {
            let rows = placed.rows.map(|rows| &self.rows[rows]);
            if let Some((message, help)) = known.unknown(&placed.tag, rows) {
                source.blank(index);
                if !placed.fallback {
                    faults.push(self.fault(index, fault::UNKNOWN, message, help));
                }
            }
        }
        faults
    }
}

/// Fills a template; `answer` is given all that one run asks for. Of a template with faults all are told and nothing is
/// written.
///
/// # Errors
/// The faults of the template, or what `answer` could not do.
pub async fn fill<E: From<WordFault>>(
    template: &Template,
    title: &str,
    setting: &Setting,
    mut answer: impl AsyncFnMut(Wants) -> Result<Answers, E>,
) -> Result<Filled, E> {
    let mut source = Source::new(template);
    let mut faults = template.faults.clone();
    faults.extend(template.unknown(setting, &mut source));
    if !template.faults.is_empty() {
        return Err(E::from(WordFault::Tags(sorted(faults))));
    }
    let mut answers = Answers::default();
    for _ in 0..RUNS_MAX {
        let run = run(template, &mut source, setting, &answers, &mut faults);
        match run {
            Some(run) if !run.wants.is_empty() => answers.extend(answer(run.wants).await?),
            Some(run) if faults.is_empty() => return Ok(finish(template, title, setting, &run)?),
            _ => return Err(E::from(WordFault::Tags(sorted(faults)))),
        }
    }
    Err(E::from(WordFault::File(format!("模板运行了 {RUNS_MAX} 遍，要的数仍在变；请减少层层嵌套的条件"))))
}

fn sorted(mut faults: Vec<TagFault>) -> Vec<TagFault> {
    let mut seen = Vec::new();
    faults.retain(|fault| {
        let new = !seen.contains(fault);
        seen.push(fault.clone());
        new
    });
    faults
}

/// One run; a tag that fails is told, left out, and the rest is run again.
fn run(
    template: &Template,
    source: &mut Source,
    setting: &Setting,
    answers: &Answers,
    faults: &mut Vec<TagFault>,
) -> Option<Run> {
    for _ in 0..FAULTS_MAX {
        let (text, lines) = source.write(template);
        let error = match marked::run(&text, &template.rows, setting, answers) {
            Ok(run) => return Some(run),
            Err(error) => error,
        };
        let tag = error.line.and_then(|line| lines.get(line.checked_sub(1)?).copied().flatten());
        let Some(tag) = tag.filter(|tag| source.blank(*tag)) else {
            faults.push(TagFault {
                code: fault::REFUSED,
                message: error.message,
                place: Place { part: "模板".to_owned(), ..Place::default() },
                help: error.help,
            });
            return None;
        };
        if !template.tags[tag].fallback {
            faults.push(template.fault(tag, fault::REFUSED, error.message, error.help));
        }
    }
    None
}

fn finish(template: &Template, title: &str, setting: &Setting, run: &Run) -> Result<Filled, WordFault> {
    let (parts, figures) = filled::assemble(template, run);
    let about = About {
        report: setting.report.clone(),
        title: title.to_owned(),
        period: setting.period.as_ref().map(ToString::to_string),
        org: setting.org.as_ref().map(|(_, name)| name.clone()),
        as_of: setting.as_of,
        at: setting.at,
    };
    let title = vec![Inline::Text(title.to_owned())];
    let document = Document { about, title, figures, ..Document::default() };
    let changed = parts.into_iter().zip(&template.parts).filter(|((_, xml), part)| *xml != part.xml);
    let changed = changed.map(|(part, _)| part).collect();
    let bytes = package::write(&template.bytes, changed, &Manifest::of(&document)).map_err(WordFault::File)?;
    Ok(Filled { bytes, document })
}
