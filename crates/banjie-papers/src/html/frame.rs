//! What stands around the text of an official document, and pictures.

use std::fmt::Write as _;

use banjie_model::{calendar::date_zh, report::Form};
use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::escape;
use crate::document::{Frame, Image, ImageFormat};

/// The class of the page.
pub(super) fn class(frame: Option<&Frame>) -> &'static str {
    match frame.map(|frame| frame.form) {
        None => "",
        Some(Form::Plain) => " class=\"official\"",
        Some(Form::File) => " class=\"official file\"",
        Some(Form::Letter) => " class=\"official letter\"",
    }
}

/// Red head, number and line.
pub(super) fn head(frame: Option<&Frame>) -> String {
    let Some(frame) = frame.filter(|frame| frame.form != Form::Plain) else { return String::new() };
    let mut out = "<div class=\"head\">\n".to_owned();
    let marks = frame.copy_number.iter().chain(&frame.security).chain(&frame.urgency);
    marks.for_each(|mark| line(&mut out, "mark", mark));
    let names: Vec<String> = frame.issuers.iter().map(|name| escape(name)).collect();
    let word = if frame.wenjian { "文件" } else { "" };
    let _ = match names.as_slice() {
        [name] => writeln!(out, "<p class=\"issuer\">{name}{word}</p>"),
        _ => writeln!(out, "<p class=\"issuer joint\"><span>{}</span><span>{word}</span></p>", names.join("<br>")),
    };
    let number = frame.number.as_deref().map(escape).unwrap_or_default();
    let _ = match frame.signers.as_slice() {
        [] => writeln!(out, "<p class=\"number-line\">{number}</p>"),
        signers => {
            let signers = escape(&signers.join("\u{3000}"));
            writeln!(
                out,
                "<p class=\"number-line signed\"><span>{number}</span><span>签发人：<span class=\"kai\">{signers}</span></span></p>"
            )
        }
    };
    out + "</div>\n"
}

fn line(out: &mut String, class: &str, text: &str) {
    let _ = writeln!(out, "<p class=\"{class}\">{}</p>", escape(text));
}

/// 主送机关.
pub(super) fn recipients(frame: Option<&Frame>) -> String {
    let mut out = String::new();
    if let Some(to) = frame.and_then(|frame| frame.recipients.as_ref()) {
        line(&mut out, "to", to);
    }
    out
}

/// List of attachments, signature, date, note.
pub(super) fn after_text(frame: Option<&Frame>) -> String {
    let Some(frame) = frame else { return String::new() };
    let mut out = String::new();
    match frame.attachments.as_slice() {
        [] => {}
        [one] => line(&mut out, "enclosed", &format!("附件：{one}")),
        several => {
            out.push_str("<div class=\"enclosed\"><span>附件：</span><ol>");
            several.iter().for_each(|title| out.push_str(&format!("<li>{}</li>", escape(title))));
            out.push_str("</ol></div>\n");
        }
    }
    let _ = writeln!(out, "<div class=\"signature{}\">", if frame.sealed { " sealed" } else { "" });
    frame.signature.iter().for_each(|name| line(&mut out, "name", name));
    line(&mut out, "day", &date_zh(frame.dated));
    out.push_str("</div>\n");
    if let Some(note) = &frame.note {
        line(&mut out, "remark", note);
    }
    out
}

/// 版记.
pub(super) fn imprint(frame: Option<&Frame>) -> String {
    let Some(frame) = frame.filter(|frame| frame.has_imprint()) else { return String::new() };
    let mut out = "<footer class=\"imprint\">\n".to_owned();
    if let Some(copies) = &frame.copy_to {
        line(&mut out, "copies", &format!("抄送：{copies}"));
    }
    if let Some(office) = frame.printed_by.as_ref().filter(|_| frame.form != Form::Letter) {
        let _ = writeln!(
            out,
            "<p class=\"printed\"><span>{}</span><span>{}印发</span></p>",
            escape(office),
            date_zh(frame.printed_on)
        );
    }
    out + "</footer>\n"
}

/// A picture inside the page, above its caption.
pub(super) fn image(image: &Image) -> String {
    let kind = match image.format {
        ImageFormat::Png => "png",
        ImageFormat::Jpeg => "jpeg",
    };
    let (width, height) = image.size;
    let words = escape(&image.words);
    let caption =
        if image.number == 0 { String::new() } else { format!("<figcaption>图{} {words}</figcaption>", image.number) };
    format!(
        "<figure class=\"picture\">\n<img src=\"data:image/{kind};base64,{}\" alt=\"{words}\" width=\"{width}\" \
         height=\"{height}\">\n{caption}</figure>",
        BASE64_STANDARD.encode(&image.bytes)
    )
}
