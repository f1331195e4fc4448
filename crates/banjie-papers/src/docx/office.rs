//! Opens our DOCX files in LibreOffice and looks at the pages: measures of GB/T 9704-2012, and beside our own PDF.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use banjie_model::report::Form;

use super::{Fonts, Options, print};
use crate::{document::Document, fixture};

mod look;

use look::{Line, Page, lines, pages};

/// Fails with what to do when a program is missing.
fn program(name: &str) -> Command {
    let found = env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|dir| dir.join(name).is_file()));
    assert!(found, "找不到 {name}：先运行 scripts/office.sh，再测试");
    Command::new(name)
}

/// The folder scripts/fonts.sh fills.
fn fonts_folder() -> PathBuf {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cache")));
    let folder = env::var_os("BANJIE_FONTS").map(PathBuf::from).or_else(|| cache.map(|dir| dir.join("banjie/fonts")));
    let folder = folder.filter(|dir| dir.join("FandolFang-Regular.otf").is_file());
    folder.expect("找不到字体：先运行 scripts/office.sh（或 scripts/fonts.sh），再测试")
}

pub(super) fn fonts() -> Fonts {
    let files = fs::read_dir(fonts_folder()).unwrap().map(|entry| entry.unwrap().path());
    Fonts::new(files.filter(|path| path.is_file()).map(|path| fs::read(path).unwrap()))
}

/// The official names, each with the open font that stands for it here.
const ALIASES: [(&str, &str); 6] = [
    ("仿宋_GB2312", "FandolFang R"),
    ("方正小标宋简体", "Noto Serif CJK SC"),
    ("楷体_GB2312", "LXGW WenKai"),
    ("黑体", "FandolHei"),
    ("宋体", "FandolSong"),
    ("Times New Roman", "Liberation Serif"),
];

fn font_settings(scratch: &Path) -> PathBuf {
    let alias = |(official, open): &(&str, &str)| {
        format!(
            "<match target=\"pattern\"><test name=\"family\"><string>{official}</string></test><edit name=\"family\" \
             mode=\"assign\" binding=\"same\"><string>{open}</string></edit></match>\n"
        )
    };
    let text = format!(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">\n<fontconfig>\n<dir>{}</dir>\n<cachedir>{}</cachedir>\n{}\
         </fontconfig>\n",
        fonts_folder().display(),
        scratch.join("fonts-cache").display(),
        ALIASES.iter().map(alias).collect::<String>()
    );
    let file = scratch.join("fonts.conf");
    fs::write(&file, text).unwrap();
    file
}

/// DOCX files as PDF, by LibreOffice: one start for all of them.
fn converted(scratch: &Path, documents: &[(&str, &Document)]) -> Vec<PathBuf> {
    let options = Options { fonts: Some(fonts()), ..Options::default() };
    let mut office = program("soffice");
    office.env("FONTCONFIG_FILE", font_settings(scratch));
    office.arg(format!("-env:UserInstallation=file://{}", scratch.join("office").display()));
    office.args(["--headless", "--convert-to", "pdf", "--outdir"]).arg(scratch);
    for (name, document) in documents {
        let file = scratch.join(format!("{name}.docx"));
        fs::write(&file, print(document, &options).unwrap()).unwrap();
        office.arg(file);
    }
    let output = office.output().unwrap();
    let file = |(name, _): &(&str, &Document)| {
        let file = scratch.join(format!("{name}.pdf"));
        assert!(file.is_file(), "LibreOffice wrote no {name}.pdf: {}", String::from_utf8_lossy(&output.stderr));
        file
    };
    documents.iter().map(file).collect()
}

/// Chinese prose without digits: a short first page, then paragraphs that fill more than two pages.
fn prose() -> Document {
    const SENTENCE: &str =
        "违法建设案件从发案立案查处到结案每个环节都在系统中第一时间录入到期提醒超期亮牌案件办理由事后追查转为过程控制";
    let paragraph = |count: usize| format!("{}。\n", SENTENCE.repeat(count));
    let rest: String = (3..11).map(paragraph).collect();
    fixture::document(&format!("{}\\newpage\n{rest}", paragraph(2)))
}

fn near(found: f64, wanted: f64, tolerance: f64, what: &str) {
    assert!((found - wanted).abs() <= tolerance, "{what}: {found:.2} mm, wanted {wanted} ± {tolerance} mm");
}

/// A page has 22 lines of 28 characters in a text block of 156 × 225 mm.
fn check_grid(all: &[Vec<Line>]) {
    let body = &all[1];
    assert_eq!(body.len(), 22, "lines of a full page");
    let full = body.iter().filter(|line| line.text.chars().count() >= 27).collect::<Vec<_>>();
    assert!(full.len() > 15);
    for line in full {
        let indent = ((line.left - 28.0) / (156.0 / 28.0)).round();
        assert_eq!(line.text.chars().filter(|c| *c != '。').count() as f64 + indent, 28.0, "{}", line.text);
        near(line.left, 28.0 + indent * 156.0 / 28.0, 0.6, "left edge");
        near(line.right, 184.0, 0.8, "right edge");
    }
    for (first, second) in body.iter().zip(&body[1..]) {
        near(second.bottom - first.bottom, 28.95 * 25.4 / 72.0, 0.1, "from line to line");
    }
    assert!(body[0].bottom > 37.0 && body[21].bottom < 262.5, "inside the text block");
}

/// Red rows of the page from top to bottom: begin and end in millimetres, and the width of the widest.
fn check_file(page: &Page) {
    let red = page.bands(Page::is_red);
    let [head, line] = red.as_slice() else { panic!("a red head and a red line, found {red:?}") };
    near(head.top, 72.0, 1.5, "upper edge of the red head");
    near(line.width(), 156.0, 0.8, "length of the red line");
    near(line.left, 28.0, 0.5, "left end of the red line");
    let number = page.bands(Page::is_dark)[0];
    near(line.top - number.bottom, 4.0, 0.8, "from the number to the red line");
}

fn check_letter(page: &Page) {
    let red = page.bands(Page::is_red);
    let [head, thick, thin, low_thin, low_thick] = red.as_slice() else { panic!("head and four lines, found {red:?}") };
    near(head.top, 30.0, 1.5, "upper edge of the head");
    near(thick.top - head.bottom, 4.0, 1.5, "from the head to the double line");
    for line in [thick, thin, low_thin, low_thick] {
        near(line.width(), 170.0, 0.8, "length of a red line");
        near(line.left, 20.0, 0.6, "left end of a red line");
    }
    assert!(thick.height() > thin.height() && low_thick.height() > low_thin.height(), "thick outside, thin inside");
    near(297.0 - low_thick.bottom, 20.0, 0.8, "from the lower line to the edge of the page");
    assert!(page.bands(Page::is_dark).iter().all(|band| band.top < 262.0), "no page number on the first page");
}

/// The rules of the 版记: full width, thick, thin, thick, the last on the lower edge of the text block.
fn check_imprint(page: &Page) {
    let rules: Vec<_> =
        page.bands(Page::is_dark).into_iter().filter(|band| band.width() > 150.0 && band.height() < 0.8).collect();
    let last = rules.last().expect("rules of the 版记");
    near(last.bottom, 262.0, 1.2, "the last rule of the 版记");
    near(last.width(), 156.0, 0.8, "length of the rules");
}

#[test]
fn libreoffice_shows_the_pages_of_the_standard() {
    let scratch = tempfile::tempdir().unwrap();
    let (prose, file, letter) = (prose(), fixture::official(Form::File), fixture::official(Form::Letter));
    let found = converted(scratch.path(), &[("prose", &prose), ("file", &file), ("letter", &letter)]);
    let [prose_pdf, file_pdf, letter_pdf] = found.as_slice() else { panic!("three files") };

    check_grid(&lines(prose_pdf));
    let ordinary = pages(file_pdf, 150);
    check_file(&ordinary[0]);
    check_imprint(ordinary.last().unwrap());
    check_letter(&pages(letter_pdf, 150)[0]);
    let mark = lines(file_pdf).into_iter().filter(|page| page[0].text.starts_with("附件")).count();
    assert_eq!(mark, 2, "each attachment begins a page");

    #[cfg(feature = "pdf")]
    beside_our_pdf(scratch.path(), &prose, prose_pdf);
}

/// The same document in our own PDF: the same lines, each at the same place, and pages that look alike.
#[cfg(feature = "pdf")]
fn beside_our_pdf(scratch: &Path, document: &Document, theirs: &Path) {
    use crate::pdf;
    let fonts = pdf::Fonts::open(&fonts_folder()).unwrap();
    let ours = scratch.join("ours.pdf");
    fs::write(&ours, pdf::print(document, &fonts, &pdf::Options::default()).unwrap()).unwrap();
    let (our_lines, their_lines) = (lines(&ours), lines(theirs));
    let texts = |pages: &[Vec<Line>]| -> Vec<Vec<String>> {
        pages.iter().map(|page| page.iter().map(|line| line.text.clone()).collect()).collect()
    };
    assert_eq!(texts(&our_lines), texts(&their_lines), "line breaks");
    // A word processor puts the free part of a line above its characters and has lines of 28.95 pt; the typesetter puts it
    // between the lines, so that the first stands on the upper edge of the text block and the last on its lower edge.
    let (ours_full, theirs_full) = (&our_lines[1], &their_lines[1]);
    let spread = |page: &[Line]| page[21].bottom - page[0].bottom;
    let ratio = spread(theirs_full) / spread(ours_full);
    assert!((0.96..=1.0).contains(&ratio), "lines lie {ratio:.3} times as far apart");
    let (our_top, their_top) = (ours_full[0].bottom, theirs_full[0].bottom);
    assert!((their_top - our_top).abs() < 5.0, "first lines at {their_top:.2} and {our_top:.2} mm");
    let moved = |y: f64| their_top + (y - our_top) * ratio;
    // The first page differs by the lines around the title.
    let rest = |pages: &[Vec<Line>]| -> Vec<Line> { pages.iter().skip(1).flatten().cloned().collect() };
    for (ours, theirs) in rest(&our_lines).iter().zip(&rest(&their_lines)) {
        near(theirs.bottom, moved(ours.bottom), 0.5, &ours.text);
        near(theirs.left, ours.left, 1.2, &ours.text);
    }
    // Two programs give one font boxes of different heights: for the picture the ink itself tells how far the lines moved.
    let edges = |pdf: &Path| -> Vec<(f64, f64)> {
        let count = |page: usize| their_lines[page].len();
        let edge = |(number, page): (usize, &Page)| {
            let bands = page.bands(Page::is_dark);
            (bands[0].bottom, bands[count(number) - 1].bottom)
        };
        pages(pdf, 150).iter().enumerate().map(edge).collect()
    };
    let edges: Vec<_> = edges(&ours).into_iter().zip(edges(theirs)).collect();
    for (number, (ours, theirs)) in pages(&ours, 50).iter().zip(&pages(theirs, 50)).enumerate().skip(1) {
        let ((our_first, our_last), (their_first, their_last)) = edges[number];
        let ratio = (their_last - their_first) / (our_last - our_first);
        let difference = ours.difference(theirs, |y| their_first + (y - our_first) * ratio);
        assert!(difference < 0.12, "page {}: {:.1} % of the ink differs", number + 1, difference * 100.0);
    }
}
