//! What is on the pages of a PDF file: lines of text with their places, and pictures to measure. Lengths are millimetres.

use std::{fs, path::Path};

use quick_xml::{Reader, events::Event};

use super::program;

const POINT: f64 = 25.4 / 72.0;

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub text: String,
    pub left: f64,
    pub right: f64,
    pub bottom: f64,
}

/// The lines of each page from top to bottom, without the page number.
pub fn lines(pdf: &Path) -> Vec<Vec<Line>> {
    let output = program("pdftotext").args(["-bbox"]).arg(pdf).arg("-").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let mut pages: Vec<Vec<Line>> = Vec::new();
    let mut word = None;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) if tag.name().as_ref() == b"page" => pages.push(Vec::new()),
            Event::Start(tag) if tag.name().as_ref() == b"word" => {
                let value = |name: &str| {
                    let found = tag.try_get_attribute(name).unwrap().unwrap();
                    String::from_utf8_lossy(&found.value).parse::<f64>().unwrap() * POINT
                };
                word = Some(Line {
                    text: String::new(),
                    left: value("xMin"),
                    right: value("xMax"),
                    bottom: value("yMax"),
                });
            }
            Event::Text(text) => word.iter_mut().for_each(|word| word.text.push_str(&text.decode().unwrap())),
            Event::End(tag) if tag.name().as_ref() == b"word" => {
                if let (Some(word), Some(page)) = (word.take(), pages.last_mut()) {
                    add(page, word);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    for page in &mut pages {
        page.retain(|line| line.bottom < 264.0);
        page.sort_by(|a, b| a.bottom.total_cmp(&b.bottom));
    }
    pages
}

/// Words of one line are given one by one.
fn add(page: &mut Vec<Line>, word: Line) {
    match page.iter_mut().find(|line| (line.bottom - word.bottom).abs() < 1.5 && word.left >= line.right - 1.0) {
        Some(line) => {
            line.text.push_str(&word.text);
            line.right = word.right;
        }
        None => page.push(word),
    }
}

/// A page as a picture.
pub struct Page {
    width: usize,
    height: usize,
    /// Red, green, blue.
    pixels: Vec<[u8; 3]>,
}

/// Rows of a picture that belong together.
#[derive(Clone, Copy, Debug)]
pub struct Band {
    pub top: f64,
    pub bottom: f64,
    pub left: f64,
    right: f64,
}

impl Band {
    pub fn width(&self) -> f64 {
        self.right - self.left
    }
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// The pages of a file at a resolution in dots an inch.
pub fn pages(pdf: &Path, resolution: u32) -> Vec<Page> {
    let root = pdf.with_extension(format!("{resolution}"));
    let status = program("pdftoppm").args(["-r", &resolution.to_string()]).arg(pdf).arg(&root).status().unwrap();
    assert!(status.success());
    let prefix = root.file_name().unwrap().to_string_lossy().into_owned() + "-";
    let entries = fs::read_dir(pdf.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(&prefix)).collect();
    files.sort();
    files.iter().map(|file| Page::parse(&fs::read(file).unwrap())).collect()
}

impl Page {
    /// A portable pixmap: `P6 width height 255` and the bytes.
    fn parse(bytes: &[u8]) -> Page {
        let mut at = 0;
        let mut head = Vec::new();
        while head.len() < 4 {
            let word: Vec<u8> = bytes[at..].iter().take_while(|byte| !byte.is_ascii_whitespace()).copied().collect();
            at += word.len() + 1;
            head.push(String::from_utf8(word).unwrap());
        }
        assert_eq!((head[0].as_str(), head[3].as_str()), ("P6", "255"));
        let (width, height) = (head[1].parse().unwrap(), head[2].parse().unwrap());
        let pixels = bytes[at..].as_chunks::<3>().0.to_vec();
        Page { width, height, pixels }
    }

    pub fn is_red([r, g, b]: [u8; 3]) -> bool {
        r > 180 && g < 110 && b < 110
    }

    pub fn is_dark([r, g, _]: [u8; 3]) -> bool {
        r < 110 && g < 110
    }

    fn millimetres(&self, pixels: usize) -> f64 {
        pixels as f64 * 297.0 / self.height as f64
    }

    /// Bands of rows that hold such pixels.
    pub fn bands(&self, wanted: impl Fn([u8; 3]) -> bool) -> Vec<Band> {
        let mut bands: Vec<Band> = Vec::new();
        let mut open = false;
        for (y, row) in self.pixels.chunks(self.width).enumerate() {
            let first = row.iter().position(|pixel| wanted(*pixel));
            let last = row.iter().rposition(|pixel| wanted(*pixel));
            let Some((first, last)) = first.zip(last) else {
                open = false;
                continue;
            };
            let (left, right) = (self.millimetres(first), self.millimetres(last + 1));
            let (top, bottom) = (self.millimetres(y), self.millimetres(y + 1));
            match bands.last_mut().filter(|_| open) {
                Some(band) => {
                    band.bottom = bottom;
                    band.left = band.left.min(left);
                    band.right = band.right.max(right);
                }
                None => bands.push(Band { top, bottom, left, right }),
            }
            open = true;
        }
        bands
    }

    #[cfg(feature = "pdf")]
    /// Ink of a small square around a pixel: 0 white, 1 black. Blurred, so that other drawing of the same letters does not
    /// count.
    fn ink(&self, x: i64, y: i64) -> f64 {
        const REACH: i64 = 4;
        let mut sum = 0.0;
        for dy in -REACH..=REACH {
            for dx in -REACH..=REACH {
                let (x, y) = (x + dx, y + dy);
                let inside = (0..self.width as i64).contains(&x) && (0..self.height as i64).contains(&y);
                if inside {
                    let [r, g, b] = self.pixels[y as usize * self.width + x as usize];
                    sum += 1.0 - (f64::from(r) + f64::from(g) + f64::from(b)) / 765.0;
                }
            }
        }
        sum / ((2 * REACH + 1) * (2 * REACH + 1)) as f64
    }

    #[cfg(feature = "pdf")]
    /// How much of the ink lies elsewhere on the other page, where what stands `y` millimetres below the edge here stands
    /// `moved(y)` below it. The foot of the page is left out: there the page number does not move with the text.
    pub fn difference(&self, other: &Page, moved: impl Fn(f64) -> f64) -> f64 {
        assert_eq!((self.width, self.height), (other.width, other.height), "size of the page");
        let row = |y: i64| (moved(y as f64 * 297.0 / self.height as f64) * self.height as f64 / 297.0).round() as i64;
        let end = (258.0 * self.height as f64 / 297.0) as i64;
        let (mut apart, mut all) = (0.0, 0.0);
        for y in (0..end).step_by(3) {
            for x in (0..self.width as i64).step_by(3) {
                let (ours, theirs) = (self.ink(x, y), other.ink(x, row(y)));
                apart += (ours - theirs).abs();
                all += ours + theirs;
            }
        }
        if all > 0.0 { apart / all } else { 0.0 }
    }
}
