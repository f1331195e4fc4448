//! What really stands on the pages: places of characters and filled shapes, read out of the drawing commands of a PDF.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Encoding, Object, content::Content};

/// Points of a millimetre.
pub const MM: f64 = 72.0 / 25.4;

/// A character; lengths in points from the upper left corner of the page.
#[derive(Clone, Debug)]
pub struct Mark {
    pub page: u32,
    pub left: f64,
    pub right: f64,
    pub baseline: f64,
    pub size: f64,
    pub text: String,
}

/// A filled shape.
#[derive(Clone, Debug)]
pub struct Shape {
    pub page: u32,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    pub red: bool,
}

/// A measured document.
#[derive(Debug, Default)]
pub struct Measured {
    pub marks: Vec<Mark>,
    pub shapes: Vec<Shape>,
    /// Width and height of each page.
    pub pages: Vec<(f64, f64)>,
}

impl Measured {
    pub fn of(pdf: &[u8]) -> Measured {
        let document = Document::load_mem(pdf).unwrap();
        let mut measured = Measured::default();
        for page in document.get_pages().into_values() {
            let dictionary = document.get_dictionary(page).unwrap();
            let media =
                numbers(document.dereference(dictionary.get(b"MediaBox").unwrap()).unwrap().1.as_array().unwrap());
            measured.pages.push((media[2] - media[0], media[3] - media[1]));
            let resources = dictionary.get_deref(b"Resources", &document).unwrap().as_dict().unwrap();
            let mut walk =
                Walk { document: &document, measured: &mut measured, state: State::default(), saved: Vec::new() };
            walk.commands(&document.get_page_content(page).unwrap(), resources);
        }
        measured
    }

    /// The characters of a page inside the text block, by line from above, each line from the left.
    pub fn lines(&self, page: u32) -> Vec<Vec<&Mark>> {
        let mut marks: Vec<&Mark> =
            self.marks.iter().filter(|mark| mark.page == page && mark.baseline < 262.0 * MM).collect();
        marks.sort_by(|a, b| a.baseline.total_cmp(&b.baseline).then(a.left.total_cmp(&b.left)));
        let mut lines: Vec<Vec<&Mark>> = Vec::new();
        for mark in marks {
            match lines.last_mut() {
                Some(line) if (line[0].baseline - mark.baseline).abs() < 2.0 => line.push(mark),
                _ => lines.push(vec![mark]),
            }
        }
        lines.iter_mut().for_each(|line| line.sort_by(|a, b| a.left.total_cmp(&b.left)));
        lines
    }

    /// The characters below the text block: the page number.
    pub fn foot(&self, page: u32) -> Vec<&Mark> {
        let below = |mark: &&Mark| mark.page == page && mark.baseline > 262.0 * MM && mark.text.trim() != "";
        self.marks.iter().filter(below).collect()
    }

    /// The first line that reads so.
    pub fn line(&self, words: &str) -> Vec<&Mark> {
        let pages = 1..=u32::try_from(self.pages.len()).unwrap();
        let found = pages.flat_map(|page| self.lines(page)).find(|line| text(line).contains(words));
        found.unwrap_or_else(|| panic!("no line “{words}”"))
    }

    /// All text, without blanks.
    pub fn text(&self) -> String {
        self.marks.iter().flat_map(|mark| mark.text.chars()).filter(|c| !c.is_whitespace()).collect()
    }
}

/// What a line reads, without blanks.
pub fn text(line: &[&Mark]) -> String {
    line.iter().flat_map(|mark| mark.text.chars()).filter(|c| !c.is_whitespace()).collect()
}

fn numbers(objects: &[Object]) -> Vec<f64> {
    objects.iter().filter_map(|object| object.as_float().ok()).map(f64::from).collect()
}

/// A transformation: the six numbers of `cm`.
type Matrix = [f64; 6];

const SAME: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `a`, then `b`.
fn then(a: &Matrix, b: &Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

fn placed(matrix: &Matrix, x: f64, y: f64) -> (f64, f64) {
    (matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5])
}

/// The state of the drawing.
#[derive(Clone)]
struct State {
    place: Matrix,
    text: Matrix,
    font: Vec<u8>,
    size: f64,
    colour: Vec<f64>,
    corners: Vec<(f64, f64)>,
}

impl Default for State {
    fn default() -> State {
        State { place: SAME, text: SAME, font: Vec::new(), size: 0.0, colour: Vec::new(), corners: Vec::new() }
    }
}

/// Widths in thousandths of the size and texts of the characters of a font of two bytes a character.
struct Face<'a> {
    widths: HashMap<i64, f64>,
    encoding: Encoding<'a>,
}

impl<'a> Face<'a> {
    fn of(document: &'a Document, font: &'a Dictionary) -> Face<'a> {
        let parts = font.get_deref(b"DescendantFonts", document).unwrap().as_array().unwrap();
        let part = document.dereference(&parts[0]).unwrap().1.as_dict().unwrap();
        let list = part.get_deref(b"W", document).unwrap().as_array().unwrap();
        let mut widths = HashMap::new();
        let mut rest = &list[..];
        while let [first, second, more @ ..] = rest {
            let first = first.as_i64().unwrap();
            if let Ok(all) = second.as_array() {
                widths.extend((first..).zip(numbers(all)));
                rest = more;
            } else {
                let width = f64::from(more[0].as_float().unwrap());
                widths.extend((first..=second.as_i64().unwrap()).map(|code| (code, width)));
                rest = &more[1..];
            }
        }
        Face { widths, encoding: font.get_font_encoding(document).unwrap() }
    }
}

struct Walk<'a> {
    document: &'a Document,
    measured: &'a mut Measured,
    state: State,
    saved: Vec<State>,
}

impl Walk<'_> {
    fn commands(&mut self, content: &[u8], resources: &Dictionary) {
        let document = self.document;
        let named = |kind: &[u8], name: &[u8]| {
            resources.get_deref(kind, document).ok()?.as_dict().ok()?.get_deref(name, document).ok()
        };
        let mut faces: HashMap<Vec<u8>, Face<'_>> = HashMap::new();
        for operation in Content::decode(content).unwrap().operations {
            let with = numbers(&operation.operands);
            let name = || operation.operands[0].as_name().unwrap().to_vec();
            match (operation.operator.as_str(), with.as_slice()) {
                ("q", _) => self.saved.push(self.state.clone()),
                ("Q", _) => self.state = self.saved.pop().unwrap(),
                ("cm", &[a, b, c, d, e, f]) => self.state.place = then(&[a, b, c, d, e, f], &self.state.place),
                ("BT", _) => self.state.text = SAME,
                ("Tm", &[a, b, c, d, e, f]) => self.state.text = [a, b, c, d, e, f],
                ("Td", &[x, y]) => self.state.text = then(&[1.0, 0.0, 0.0, 1.0, x, y], &self.state.text),
                ("Tf", &[size]) => {
                    self.state.font = name();
                    self.state.size = size;
                    let font = named(b"Font", &self.state.font).unwrap().as_dict().unwrap();
                    faces.entry(name()).or_insert_with(|| Face::of(document, font));
                }
                ("Tj", _) => self.show(&operation.operands, &faces),
                ("TJ", _) => self.show(operation.operands[0].as_array().unwrap(), &faces),
                ("g" | "rg" | "sc" | "scn" | "k", colour) => self.state.colour = colour.to_vec(),
                ("m" | "l", &[x, y]) => self.state.corners.push((x, y)),
                ("re", &[x, y, w, h]) => self.state.corners.extend([(x, y), (x + w, y + h)]),
                ("f" | "f*" | "B" | "B*", _) => self.fill(),
                ("S" | "s" | "n", _) => self.state.corners.clear(),
                ("Do", _) => {
                    let stream = named(b"XObject", &name()).unwrap().as_stream().unwrap();
                    if stream.dict.get(b"Subtype").unwrap().as_name().unwrap() == b"Form" {
                        let outer = self.state.clone();
                        if let Ok(matrix) = stream.dict.get(b"Matrix").and_then(Object::as_array) {
                            let matrix: Matrix = numbers(matrix).try_into().unwrap();
                            self.state.place = then(&matrix, &self.state.place);
                        }
                        let own = stream.dict.get_deref(b"Resources", document).and_then(Object::as_dict);
                        self.commands(
                            &stream.decompressed_content().unwrap_or(stream.content.clone()),
                            own.unwrap_or(resources),
                        );
                        self.state = outer;
                    }
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, parts: &[Object], faces: &HashMap<Vec<u8>, Face<'_>>) {
        let face = &faces[&self.state.font];
        let (page, height) = (u32::try_from(self.measured.pages.len()).unwrap(), self.measured.pages.last().unwrap().1);
        for part in parts {
            let Ok(codes) = part.as_str() else {
                let back = f64::from(part.as_float().unwrap()) / 1000.0 * self.state.size;
                self.state.text = then(&[1.0, 0.0, 0.0, 1.0, -back, 0.0], &self.state.text);
                continue;
            };
            for code in codes.chunks(2) {
                let width = face.widths[&(i64::from(code[0]) << 8 | i64::from(code[1]))] / 1000.0;
                let place = then(&self.state.text, &self.state.place);
                let size = self.state.size * place[0].hypot(place[1]);
                self.measured.marks.push(Mark {
                    page,
                    left: place[4],
                    right: place[4] + width * size,
                    baseline: height - place[5],
                    size,
                    text: face.encoding.bytes_to_string(code).unwrap(),
                });
                self.state.text = then(&[1.0, 0.0, 0.0, 1.0, width * self.state.size, 0.0], &self.state.text);
            }
        }
    }

    fn fill(&mut self) {
        let (page, height) = (u32::try_from(self.measured.pages.len()).unwrap(), self.measured.pages.last().unwrap().1);
        let corners = std::mem::take(&mut self.state.corners);
        let corners = corners.iter().map(|(x, y)| placed(&self.state.place, *x, *y));
        let (xs, ys): (Vec<f64>, Vec<f64>) = corners.map(|(x, y)| (x, height - y)).unzip();
        let least = |all: &[f64]| all.iter().copied().fold(f64::MAX, f64::min);
        let most = |all: &[f64]| all.iter().copied().fold(f64::MIN, f64::max);
        self.measured.shapes.push(Shape {
            page,
            left: least(&xs),
            right: most(&xs),
            top: least(&ys),
            bottom: most(&ys),
            red: matches!(self.state.colour[..], [r, g, b] if r > 0.7 && g < 0.3 && b < 0.3),
        });
    }
}
