//! The frame of an official document in a report's front matter, and the pictures its text shows.

use banjie_model::{
    Name,
    finding::Span,
    report::{FRAME_NAMES, Form, FrameDef},
};
use indexmap::IndexMap;
use pulldown_cmark::{Event, Parser, Tag};

use super::{
    Builder,
    report::{ENGINE, Paper, occurrences, template_names},
};
use crate::{
    findings::{Findings, suggestion},
    tree::At,
};

impl Builder<'_> {
    /// The frame, checked.
    pub(super) fn frame(&self, front: At<'_>, findings: &mut Findings) -> Option<FrameDef> {
        let at = front.get("frame")?;
        let form = at.text_at("form");
        let form = Form::NAMES.iter().find(|(_, name, _)| form.as_deref() == Some(*name));
        let text = |key: &str| at.text_at(key);
        let frame = FrameDef {
            form: form.map_or_else(Form::default, |(form, ..)| *form),
            issuer: text("issuer"),
            number: text("number"),
            copy_number: text("copy_number"),
            security: text("security"),
            urgency: text("urgency"),
            signers: text("signers"),
            to: text("to"),
            attachments: text("attachments"),
            signature: text("signature"),
            sealed: at.flag_at("sealed"),
            note: text("note"),
            copy_to: text("copy_to"),
            printed_by: text("printed_by"),
        };
        check_whole(at, &frame, findings);
        for (key, text) in frame.templates() {
            let (Some(text), Some(at)) = (text, at.get(key)) else { continue };
            self.check_names(text, at, findings);
        }
        if let (Some(number), Some(at)) = (&frame.number, at.get("number")) {
            check_number(number, at, findings);
        }
        Some(frame)
    }

    /// Figures have their place in the text, where each has its trace.
    fn check_names(&self, text: &str, at: At<'_>, findings: &mut Findings) {
        for path in template_names(text, &|span| at.inner_spot(span), findings) {
            let root = path.split('.').next().unwrap_or_default();
            if FRAME_NAMES.iter().any(|(name, _)| *name == root) || ENGINE.contains(&root) {
                continue;
            }
            let allowed = FRAME_NAMES.map(|(name, _)| name);
            let message = if self.package.indicators.contains_key(root) {
                format!("版头、版记里不能用指标 `{root}`")
            } else {
                format!("版头、版记里没有 `{root}`")
            };
            for span in occurrences(text, root) {
                findings
                    .add("frame-unknown-name", at.inner_spot(span), message.clone())
                    .help(suggestion(root, &allowed).unwrap_or_else(|| format!("可以用：{}", allowed.join("、"))));
            }
        }
    }

    /// The pictures the text shows, by the names it uses.
    pub(super) fn images(&self, paper: &Paper, findings: &mut Findings) -> IndexMap<Name, Name> {
        let mut images = IndexMap::new();
        for (event, range) in Parser::new(&paper.body).into_offset_iter() {
            let Event::Start(Tag::Image { dest_url, .. }) = event else { continue };
            let path = format!("reports/{dest_url}");
            let span = Span::new(range.start, range.end);
            let content = self.folder.pictures.iter().find(|(name, _)| **name == *path);
            match content {
                Some((_, content)) if is_picture(content) => {
                    images.insert(Name::from(&*dest_url), content.clone());
                }
                Some(_) => {
                    findings
                        .add("report-image", paper.spot(span), format!("{path} 不是 PNG 或 JPEG 图片"))
                        .help("只改扩展名不行；用看图软件另存为 PNG 或 JPEG");
                }
                None => {
                    findings
                        .add("report-image", paper.spot(span), format!("没有图片 {path}"))
                        .help("把图片（.png 或 .jpg）放进 reports 文件夹，正文里只写文件名");
                }
            }
        }
        images
    }
}

/// By the first bytes of the file, in base64.
fn is_picture(content: &str) -> bool {
    content.starts_with("iVBORw0KGgo") || content.starts_with("/9j/")
}

/// A red head needs an office and a number.
fn check_whole(at: At<'_>, frame: &FrameDef, findings: &mut Findings) {
    let needed = [("issuer", &frame.issuer), ("number", &frame.number), ("signature", &frame.signature)];
    let missing: Vec<&str> = needed.iter().filter(|(_, text)| text.is_none()).map(|(key, _)| *key).collect();
    if frame.form != Form::Plain && !missing.is_empty() {
        findings
            .add("frame-incomplete", at.key_spot(), format!("有红头的公文还缺 {}", missing.join("、")))
            .label("版头不全")
            .help("补上发文机关标志 issuer、发文字号 number、署名 signature；不要红头就写 form = \"plain\"");
    }
}

/// GB/T 9704-2012, 7.2.5: the year in full in 〔〕, the number without 第 and without leading zeros.
fn check_number(number: &str, at: At<'_>, findings: &mut Findings) {
    let fault = if !number.contains('〔') || !number.contains('〕') {
        "年份要用六角括号〔〕括起来"
    } else if number.contains("〕第") {
        "序号前不加“第”"
    } else if number.contains("〕0") {
        "序号不编虚位，不写成 001"
    } else if !number.ends_with('号') {
        "要以“号”结尾"
    } else {
        return;
    };
    findings
        .add("frame-number", at.spot(), format!("发文字号：{fault}"))
        .help("例如：number = \"温规〔{{ year }}〕{{ serial }}号\"");
}
