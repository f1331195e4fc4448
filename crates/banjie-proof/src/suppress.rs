//! Silencing: `<!-- proof: ok CODE -->` in the text and the project file.

use crate::finding::Finding;
use crate::prose::Prose;
use crate::text::Span;
use serde::Deserialize;

/// One entry of the project file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Silence {
    /// The file's name, or `*` for every file.
    pub file: String,
    /// The code, or `*` for every code.
    pub code: String,
    /// Only findings whose paragraph contains this text.
    #[serde(default)]
    pub text: Option<String>,
    /// Why; shown to nobody but the reader of the project file.
    #[serde(default)]
    pub reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProjectFile {
    #[serde(default)]
    ok: Vec<Silence>,
}

/// Reads a project file: `[[ok]]` tables with `file`, `code`, and optionally `text` and `reason`.
///
/// # Errors
/// A message in Chinese with the parser's place when the file is not of this form.
pub fn read_project_file(text: &str) -> Result<Vec<Silence>, String> {
    toml::from_str::<ProjectFile>(text).map(|file| file.ok).map_err(|error| {
        format!("校对配置文件不合格式：{error}\n每条写成 [[ok]]，含 file（文件名或 *）、code（提示代码或 *），可加 text（该段所含文字）和 reason（理由）。")
    })
}

/// The entries that apply to a file of this name.
#[must_use]
pub fn silences_for(all: &[Silence], name: &str) -> Vec<Silence> {
    let short = name.rsplit(['/', '\\']).next().unwrap_or(name);
    all.iter().filter(|s| s.file == "*" || s.file == name || s.file == short).cloned().collect()
}

pub(crate) fn silenced(finding: &Finding, prose: &Prose, silences: &[Silence]) -> bool {
    let paragraph = paragraph_of(prose, finding.start);
    let by_file = silences.iter().any(|s| {
        (s.code == "*" || s.code == finding.code)
            && s.text.as_ref().is_none_or(|text| {
                paragraph.is_some_and(|p| prose.written(prose.paragraphs[p]).contains(text.as_str()))
            })
    });
    by_file
        || prose
            .comments
            .iter()
            .any(|(span, said)| speaks_of(said, finding.code) && covers(prose, *span, finding.span(), paragraph))
}

fn speaks_of(comment: &str, code: &str) -> bool {
    let Some(rest) = comment.trim().strip_prefix("proof:") else { return false };
    let Some(codes) = rest.trim().strip_prefix("ok") else { return false };
    codes.split([' ', ',', '，', '、']).any(|word| word == code || word == "*")
}

/// A comment covers its own line; alone on a line it covers the next paragraph.
fn covers(prose: &Prose, comment: Span, finding: Span, paragraph: Option<usize>) -> bool {
    let line_start = (0..comment.start).rev().find(|&i| prose.raw[i] == '\n').map_or(0, |i| i + 1);
    let line_end = (comment.end..prose.raw.len()).find(|&i| prose.raw[i] == '\n').unwrap_or(prose.raw.len());
    if Span::new(line_start, line_end).touches(finding) {
        return true;
    }
    let alone = prose.chars[line_start..line_end].iter().all(|c| c.is_whitespace());
    let next = prose.paragraphs.partition_point(|p| p.end <= line_end);
    alone && paragraph == Some(next)
}

fn paragraph_of(prose: &Prose, at: usize) -> Option<usize> {
    let index = prose.paragraphs.partition_point(|p| p.end <= at);
    prose.paragraphs.get(index).filter(|p| p.start <= at).map(|_| index)
}
