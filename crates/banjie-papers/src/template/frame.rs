//! What stands around the text of an official document, from its templates.

use banjie_model::{
    Name,
    report::{FRAME_NAMES, Form, FrameDef},
};
use chrono::Datelike as _;
use minijinja::{Environment, UndefinedBehavior};

use super::{Setting, fault::TemplateFault, session::without_marks};
use crate::document::{Block, Document, Frame, plain_text};

/// What is printed where the serial number is not given: room to write it by hand.
const BLANK: &str = "\u{3000}\u{3000}";

/// The frame for a setting.
///
/// # Errors
/// A template that is at fault or speaks of what it cannot: figures have their place in the text, where each has its trace.
pub(super) fn compose(frame: &FrameDef, setting: &Setting) -> Result<Frame, TemplateFault> {
    let texts = Texts::new(setting);
    let one = |key, text: &Option<Name>| text.as_ref().map(|text| texts.render(key, text)).transpose();
    let many = |key, text: &Option<Name>, by| one(key, text).map(|text| split(text.as_deref().unwrap_or_default(), by));
    let dated = dated(setting);
    let mut issuers = many("issuer", &frame.issuer, '、')?;
    let wenjian = frame.form != Form::Plain && strip_last(&mut issuers, "文件");
    Ok(Frame {
        form: frame.form,
        issuers,
        wenjian,
        number: one("number", &frame.number)?,
        copy_number: one("copy_number", &frame.copy_number)?,
        security: one("security", &frame.security)?,
        urgency: one("urgency", &frame.urgency)?,
        signers: many("signers", &frame.signers, '、')?,
        recipients: one("to", &frame.to)?.map(|text| ended(&text, &[':', '：', '。'], "：")),
        attachments: many("attachments", &frame.attachments, '；')?,
        signature: many("signature", &frame.signature, '、')?,
        sealed: frame.sealed,
        dated,
        note: one("note", &frame.note)?.map(|text| format!("（{}）", bare(&text))),
        copy_to: one("copy_to", &frame.copy_to)?.map(|text| ended(&text, &['。', '.'], "。")),
        printed_by: one("printed_by", &frame.printed_by)?,
        printed_on: dated,
    })
}

fn dated(setting: &Setting) -> chrono::NaiveDate {
    setting.dated.unwrap_or_else(|| setting.at.date())
}

/// Renders the small templates.
struct Texts {
    environment: Environment<'static>,
    values: std::collections::BTreeMap<&'static str, String>,
}

impl Texts {
    fn new(setting: &Setting) -> Texts {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(super::FUEL));
        environment.set_recursion_limit(50);
        let day = dated(setting);
        let value = |name: &str| match name {
            "org" => setting.org.as_ref().map(|(_, name)| name.to_string()),
            "period" => setting.period.as_ref().map(ToString::to_string),
            "year" => Some(day.year().to_string()),
            "serial" => Some(setting.serial.map_or_else(|| BLANK.to_owned(), |serial| serial.to_string())),
            _ => Some(banjie_model::calendar::date_zh(day)),
        };
        let values = FRAME_NAMES.iter().filter_map(|(name, _)| Some((*name, value(name)?))).collect();
        Texts { environment, values }
    }

    fn render(&self, key: &str, text: &str) -> Result<String, TemplateFault> {
        let rendered = self.environment.render_str(text, &self.values).map_err(|error| TemplateFault {
            line: None,
            range: None,
            message: format!("frame.{key}：{}", TemplateFault::from_engine(&error).message),
            help: format!("这里能用的名称：{}", FRAME_NAMES.map(|(name, _)| name).join("、")),
        })?;
        Ok(without_marks(rendered.trim()))
    }
}

fn split(text: &str, by: char) -> Vec<String> {
    text.split(by).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Takes an ending off the last text; true when it was there.
fn strip_last(texts: &mut [String], ending: &str) -> bool {
    let Some(last) = texts.last_mut() else { return false };
    let stripped = last.strip_suffix(ending).map(str::to_owned);
    let found = stripped.is_some();
    if let Some(short) = stripped {
        *last = short;
    }
    found
}

/// The text with the one punctuation mark it ends in.
fn ended(text: &str, marks: &[char], mark: &str) -> String {
    format!("{}{mark}", text.trim_end_matches(marks))
}

/// Without brackets around it.
fn bare(text: &str) -> &str {
    let inner = text.strip_prefix(['（', '(']).and_then(|rest| rest.strip_suffix(['）', ')']));
    inner.unwrap_or(text)
}

/// Numbers the attachments in the text and puts their titles into the list 附件：…; a single one has no number.
pub(super) fn number_attachments(document: &mut Document) {
    let figures = &document.figures;
    let titles: Vec<String> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Attachment { title, .. } => Some(plain_text(title, figures).trim().to_owned()),
            _ => None,
        })
        .collect();
    let apart = document.frame.as_ref().map_or(0, |frame| frame.attachments.len());
    let single = titles.len() + apart == 1;
    let mut next = 0;
    for block in &mut document.blocks {
        if let Block::Attachment { number, .. } = block {
            next += 1;
            *number = if single { 0 } else { next };
        }
    }
    if let Some(frame) = &mut document.frame {
        frame.attachments.splice(0..0, titles);
    }
}
