//! Scenarios: literate tests. Markdown gives the blocks, each line of a block is a step.

use banjie_model::{
    Moment, Name,
    finding::{Span, Spot},
    scenario::{Scenario, ScenarioOrg, Step, Verb},
};
use chrono::{NaiveDate, NaiveDateTime};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::Builder;
use crate::{findings::Findings, folder::at_start};

mod judge;
mod others;
mod words;

use judge::Judge;
use words::{Word, words};

/// Where organisations stand that are used by every scenario without its own.
const SHARED_ORGS: &str = "scenarios/orgs.md";

/// What the Markdown of a scenario file holds.
#[derive(Default)]
struct Prose {
    title: Option<String>,
    /// Lines of ```scenario blocks with the byte each starts at.
    steps: Vec<(usize, String)>,
    /// Lines of ```orgs blocks.
    orgs: Vec<(usize, String)>,
}

impl Builder<'_> {
    /// All scenarios.
    pub(super) fn scenarios(&mut self, findings: &mut Findings) {
        let folder = self.folder;
        let prose: Vec<(&Name, Prose)> = folder.scenarios.iter().map(|(file, text)| (file, prose(text))).collect();
        let shared: Vec<ScenarioOrg> =
            prose.iter().filter(|(file, _)| &***file == SHARED_ORGS).flat_map(|(_, prose)| orgs(&prose.orgs)).collect();
        let mut scenarios = Vec::new();
        for (file, prose) in &prose {
            if prose.steps.is_empty() {
                if &***file != SHARED_ORGS {
                    findings
                        .add("scenario-empty", at_start(file), "情景里没有步骤")
                        .help("步骤写在 ```scenario 代码块里,一行一步");
                }
                continue;
            }
            let own = orgs(&prose.orgs);
            let orgs = if own.is_empty() { shared.clone() } else { own };
            let steps = self.steps(file, prose, &orgs, findings);
            let title = prose.title.clone().unwrap_or_else(|| crate::folder::stem(file).to_string());
            scenarios.push(Scenario { file: (*file).clone(), title: title.as_str().into(), orgs, steps });
        }
        self.package.scenarios = scenarios;
    }

    fn steps(&self, file: &Name, prose: &Prose, orgs: &[ScenarioOrg], findings: &mut Findings) -> Vec<Step> {
        let mut judge = Judge::new(self, file, orgs, findings);
        let mut steps: Vec<Step> = Vec::new();
        for (start, line) in &prose.steps {
            let found = words(line, *start);
            if found.first().is_none_or(|word| word.text.starts_with('#') || word.text.starts_with("//")) {
                continue;
            }
            let span = Span::new(found[0].span.start, found[found.len() - 1].span.end);
            let step = read_step(&found, span, line, steps.last().map(|step| step.at));
            match step {
                Ok(step) => {
                    if let Some(before) = steps.last().map(|s| s.at).filter(|before| *before > step.at) {
                        judge.time_runs_back(&found, before);
                    }
                    judge.step(&step, &found);
                    steps.push(step);
                }
                Err((span, message)) => judge.syntax(span, &message),
            }
        }
        steps
    }
}

fn prose(text: &str) -> Prose {
    let mut prose = Prose::default();
    let mut block: Option<bool> = None;
    let mut heading = false;
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = prose.title.is_none(),
            Event::End(TagEnd::Heading(_)) => heading = false,
            Event::Text(words) | Event::Code(words) if heading => {
                prose.title.get_or_insert_default().push_str(&words);
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                block = match info.split_whitespace().next() {
                    Some("scenario") => Some(true),
                    Some("orgs") => Some(false),
                    _ => None,
                };
            }
            Event::End(TagEnd::CodeBlock) => block = None,
            Event::Text(_) => {
                let Some(steps) = block else { continue };
                let lines = if steps { &mut prose.steps } else { &mut prose.orgs };
                let mut start = range.start;
                for line in text[range].split_inclusive('\n') {
                    lines.push((start, line.trim_end().to_string()));
                    start += line.len();
                }
            }
            _ => {}
        }
    }
    prose
}

/// Organisations, one a line; two more spaces make a child of the line above.
fn orgs(lines: &[(usize, String)]) -> Vec<ScenarioOrg> {
    let mut found: Vec<ScenarioOrg> = Vec::new();
    let mut open: Vec<(usize, Name)> = Vec::new();
    for (start, line) in lines {
        let depth = line.len() - line.trim_start().len();
        let words = words(line, *start);
        let plain: Vec<&Word> = words.iter().filter(|word| word.key.is_none()).collect();
        let (code, name): (Name, Name) = match plain[..] {
            [] => continue,
            [name] => (name.text.as_str().into(), name.text.as_str().into()),
            [code, name, ..] => (code.text.as_str().into(), name.text.as_str().into()),
        };
        open.retain(|(at, _)| *at < depth);
        let parent = open.last().map(|(_, code)| code.clone());
        open.push((depth, code.clone()));
        let attributes = words
            .iter()
            .filter_map(|word| Some((Name::from(word.key.as_deref()?), Name::from(word.value.as_str()))))
            .collect();
        found.push(ScenarioOrg { name, code, parent, attributes });
    }
    found
}

type StepFault = (Span, String);

/// Reads one line. Without a time it happens at the time of the line above.
fn read_step(words: &[Word], whole: Span, line: &str, before: Option<Moment>) -> Result<Step, StepFault> {
    let (at, mut rest) = read_time(words, before)?;
    let actor = match rest {
        [first, others @ ..] if first.key.is_none() && first.text.contains('@') => {
            rest = others;
            let (role, org) = first.text.split_once('@').unwrap_or((&first.text, ""));
            if role.is_empty() || org.is_empty() {
                return Err((first.span, "办理人写成 角色@单位".into()));
            }
            Some((Name::from(role), Name::from(org)))
        }
        _ => None,
    };
    let refused = match rest {
        [others @ .., refused, why] if refused.is("refused") && why.key.is_none() => {
            rest = others;
            Some(Name::from(why.value.as_str()))
        }
        _ => None,
    };
    let [verb, arguments @ ..] = rest else {
        return Err((whole, "缺动作：create、edit、expect 或台账里的办理动作".into()));
    };
    let reader = Arguments { verb, words: arguments };
    let read = reader.verb(actor.is_some())?;
    Ok(Step { at, actor, verb: read, refused, text: line.trim().into(), span: whole })
}

fn read_time(words: &[Word], before: Option<Moment>) -> Result<(Moment, &[Word]), StepFault> {
    match words {
        [date, time, rest @ ..] if date.text.starts_with(|c: char| c.is_ascii_digit()) => {
            let text = format!("{} {}", date.text, time.text);
            let at = NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M")
                .map_err(|_| (date.span.to(time.span), format!("`{text}` 不是时间，写成 2025-09-28 09:00")))?;
            Ok((at, rest))
        }
        _ => match before {
            Some(at) => Ok((at, words)),
            None => Err((words[0].span, "第一步要写明时间，例如 2025-09-28 09:00".into())),
        },
    }
}

/// The words after the verb.
struct Arguments<'w> {
    verb: &'w Word,
    words: &'w [Word],
}

impl Arguments<'_> {
    fn verb(&self, by_somebody: bool) -> Result<Verb, StepFault> {
        match self.verb.text.as_str() {
            "create" => Ok(Verb::Create {
                ledger: self.plain(0, "台账")?,
                var: self.plain(1, "记录名")?,
                values: self.pairs(2)?,
            }),
            "edit" => Ok(Verb::Edit { var: self.plain(0, "记录名")?, values: self.pairs(1)? }),
            "suspend" => Ok(Verb::Suspend {
                var: self.plain(0, "记录名")?,
                limit: self.plain(1, "时限")?,
                values: self.pairs(2)?,
            }),
            "extend" => Ok(Verb::Extend {
                var: self.plain(0, "记录名")?,
                limit: self.plain(1, "时限")?,
                values: self.pairs(2)?,
            }),
            "find" => {
                Ok(Verb::Find {
                    ledger: self.plain(0, "台账")?, var: self.plain(1, "记录名")?, values: self.pairs(2)?
                })
            }
            "count" => Ok(Verb::CountOf { ledger: self.plain(0, "台账")?, pairs: self.pairs(1)? }),
            "shown" => Ok(Verb::Shown { notice: self.plain(0, "公示")?, pairs: self.pairs(1)? }),
            "allot" => Ok(Verb::Allot { allocation: self.plain(0, "分配")?, values: self.pairs(1)? }),
            "org" => Ok(Verb::Org { org: self.plain(0, "单位")?, values: self.pairs(1)? }),
            "calendar" => self.calendar(),
            "expect" => Ok(Verb::Expect { var: self.plain(0, "记录名")?, pairs: self.pairs(1)? }),
            "figure" => self.figure(),
            _ if !by_somebody => Err((self.verb.span, format!("`{}` 前面要写明由谁办理：角色@单位", self.verb.text))),
            action => Ok(Verb::Act { action: action.into(), var: self.plain(0, "记录名")?, values: self.pairs(1)? }),
        }
    }

    fn calendar(&self) -> Result<Verb, StepFault> {
        let kind = self.plain(0, " off、work 或 term")?;
        if !matches!(&*kind, "off" | "work" | "term") {
            return Err((self.words[0].span, "日历改动写 off（放假）、work（上班）或 term（学期）".into()));
        }
        let text = self.plain(1, "日期")?;
        let date = NaiveDate::parse_from_str(&text, "%Y-%m-%d")
            .map_err(|_| (self.words[1].span, format!("`{text}` 不是日期，写成 2025-10-01")))?;
        let values = self.pairs(2)?;
        if &*kind == "term" && !values.iter().any(|(key, _)| &**key == "until") {
            return Err((self.verb.span, "学期要写明最后一天，例如 until=2026-01-23".into()));
        }
        Ok(Verb::Calendar { kind, date, values })
    }

    /// A value without a key is the expected one.
    fn figure(&self) -> Result<Verb, StepFault> {
        let indicator = self.plain(0, "指标")?;
        let pair = |word: &Word| (Name::from(word.key.as_deref().unwrap_or("is")), Name::from(word.value.as_str()));
        Ok(Verb::Figure { indicator, pairs: self.words[1..].iter().map(pair).collect() })
    }

    fn plain(&self, index: usize, what: &str) -> Result<Name, StepFault> {
        match self.words.get(index) {
            Some(word) if word.key.is_none() => Ok(Name::from(word.text.as_str())),
            Some(word) => Err((word.span, format!("`{}` 后面这里应是{what}", self.verb.text))),
            None => Err((self.verb.span, format!("`{}` 后面缺{what}", self.verb.text))),
        }
    }

    fn pairs(&self, from: usize) -> Result<Vec<(Name, Name)>, StepFault> {
        let words = self.words.get(from..).unwrap_or_default();
        words
            .iter()
            .map(|word| match &word.key {
                Some(key) => Ok((Name::from(key.as_str()), Name::from(word.value.as_str()))),
                None => Err((word.span, format!("`{}` 不是 名字=值 的样子；有空格的值加引号", word.text))),
            })
            .collect()
    }
}

/// The place of a stretch of a scenario file.
fn spot(file: &Name, span: Span) -> Spot {
    Spot { file: file.clone(), span, label: String::new() }
}
