//! Pictures in the text: charts and the package's own.

use std::fmt::Write as _;

use super::{
    PrintFault,
    body::{Printer, Setting},
    issued, table,
    xml::{DRAWING, PICTURE, WORD_DRAWING, escape},
};
use crate::{
    chart::picture,
    document::{Chart, Image, ImageFormat, Inline},
};

/// English Metric Units in a millimetre.
const EMU: f64 = 36_000.0;
/// Width of the text block, and the height a picture may have, in millimetres.
const WIDTH: f64 = 156.0;
const HEIGHT_MAX: f64 = 190.0;
/// Pixels of a package's picture to the inch where it is small enough.
const PIXELS: f64 = 150.0;
/// Begins the tag of the content control around a chart: first and last figure drawn in it, and the hash of the picture follow.
pub(super) const TAG: &str = "banjie-chart-";
/// Characters of the hash that are kept.
pub(super) const HASH: usize = 16;

/// A picture as a part of the file.
pub(super) struct Media {
    pub bytes: Vec<u8>,
    pub ending: &'static str,
}

/// A chart drawn with the fonts given; without fonts its numbers stand in a table.
pub(super) fn chart(printer: &mut Printer<'_>, chart: &Chart) -> Result<(), PrintFault> {
    let drawn = printer.options.fonts.as_ref().and_then(|fonts| picture::draw(chart, printer.document, fonts));
    let Some(drawn) = drawn else { return table::chart(printer, chart) };
    let (first, last) = (chart.figures().min(), chart.figures().max());
    let hash: String = issued::hash_of(&drawn.bytes).chars().take(HASH).collect();
    let tag = first.zip(last).map(|(first, last)| format!("{TAG}{}-{}-{hash}", first + 1, last + 1));
    let caption = format!("图{} {}", chart.number, chart.caption);
    let size = (WIDTH, WIDTH * drawn.ratio);
    let media = Media { bytes: drawn.bytes, ending: "png" };
    place(printer, media, fitted(size), &format!("{}。{}", chart.caption, drawn.words), tag);
    printer.paragraph(&Setting::style("PictureCaption"), &[Inline::Text(caption)]);
    Ok(())
}

/// A picture of the package above its caption.
pub(super) fn image(printer: &mut Printer<'_>, image: &Image) {
    let ending = match image.format {
        ImageFormat::Png => "png",
        ImageFormat::Jpeg => "jpeg",
    };
    let (width, height) = (f64::from(image.size.0), f64::from(image.size.1));
    let natural = (width / PIXELS * 25.4).min(WIDTH);
    let media = Media { bytes: image.bytes.to_vec(), ending };
    place(printer, media, fitted((natural, natural * height / width)), &image.words, None);
    if image.number > 0 {
        let caption = format!("图{} {}", image.number, image.words);
        printer.paragraph(&Setting::style("PictureCaption"), &[Inline::Text(caption)]);
    }
}

/// No higher than a page allows.
fn fitted((width, height): (f64, f64)) -> (f64, f64) {
    if height > HEIGHT_MAX { (width * HEIGHT_MAX / height, HEIGHT_MAX) } else { (width, height) }
}

fn place(printer: &mut Printer<'_>, media: Media, (width, height): (f64, f64), words: &str, tag: Option<String>) {
    let captioned = tag.is_some() || !words.is_empty();
    printer.media.push(media);
    let number = printer.media.len();
    let (width, height) = ((width * EMU).round() as u64, (height * EMU).round() as u64);
    let words = escape(words);
    let drawing = format!(
        "<w:r><w:drawing><wp:inline xmlns:wp=\"{WORD_DRAWING}\" distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
         <wp:extent cx=\"{width}\" cy=\"{height}\"/><wp:docPr id=\"{number}\" name=\"图片 {number}\" descr=\"{words}\"/>\
         <a:graphic xmlns:a=\"{DRAWING}\"><a:graphicData uri=\"{PICTURE}\"><pic:pic xmlns:pic=\"{PICTURE}\"><pic:nvPicPr>\
         <pic:cNvPr id=\"{number}\" name=\"图片 {number}\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>\
         <a:blip r:embed=\"picture{number}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>\
         <a:off x=\"0\" y=\"0\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/>\
         </a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    );
    let setting = Setting { keep_next: captioned, ..Setting::style("Picture") };
    let properties = printer.paragraph_properties(&setting);
    let _ = write!(printer.out, "<w:p>{properties}");
    match tag {
        None => printer.out.push_str(&drawing),
        Some(tag) => {
            let id = printer.control();
            let _ = write!(
                printer.out,
                "<w:sdt><w:sdtPr><w:alias w:val=\"图中的数\"/><w:tag w:val=\"{tag}\"/><w:id w:val=\"{id}\"/>\
                 <w:lock w:val=\"sdtLocked\"/></w:sdtPr><w:sdtContent>{drawing}</w:sdtContent></w:sdt>"
            );
        }
    }
    printer.out.push_str("</w:p>");
}
