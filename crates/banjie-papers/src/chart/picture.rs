//! Charts as pictures: PNG with the letters of fonts given by the caller, the same bytes for the same chart and fonts.

use std::sync::Arc;

use resvg::{
    tiny_skia::{Color, Pixmap, Transform},
    usvg::{self, fontdb},
};

use super::{Palette, Size, one, plot, svg};
use crate::document::{Chart, Document};

/// Pixels of the picture for one of the drawing: about 300 a printed inch.
const SCALE: f32 = 2.5;

/// The fonts a chart is lettered with.
#[derive(Clone, Debug)]
pub struct Fonts(Arc<fontdb::Database>);

impl Fonts {
    /// Takes the contents of font files. Of several families one without serifs is preferred, as small letters are read
    /// best in it.
    pub fn new(files: impl IntoIterator<Item = Vec<u8>>) -> Fonts {
        let mut fonts = fontdb::Database::new();
        files.into_iter().for_each(|file| fonts.load_font_data(file));
        let families = || fonts.faces().filter_map(|face| Some(face.families.first()?.0.clone()));
        let plain = |name: &String| ["Hei", "黑", "Sans", "Gothic"].iter().any(|part| name.contains(part));
        let family = families().find(plain).or_else(|| families().next());
        if let Some(family) = family {
            fonts.set_sans_serif_family(family);
        }
        Fonts(Arc::new(fonts))
    }

    /// True when there is no font in them.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl PartialEq for Fonts {
    /// Of the same files.
    fn eq(&self, other: &Fonts) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Fonts {}

/// A drawn chart.
pub(crate) struct Picture {
    /// PNG.
    pub bytes: Vec<u8>,
    /// Height for a width of one.
    pub ratio: f64,
    /// What it says, in words.
    pub words: String,
}

/// The chart as a picture; none when there is nothing to draw, or no font to letter it with.
pub(crate) fn draw(chart: &Chart, document: &Document, fonts: &Fonts) -> Option<Picture> {
    let plot = plot(chart, document);
    if plot.is_empty() || fonts.is_empty() {
        return None;
    }
    let drawing = one(chart, &plot, Size::Wide, Palette::Print);
    let options = usvg::Options { fontdb: fonts.0.clone(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(&drawing, &options).ok()?;
    let size = tree.size();
    let pixels = |side: f32| (side * SCALE).ceil() as u32;
    let mut pixmap = Pixmap::new(pixels(size.width()), pixels(size.height()))?;
    pixmap.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixmap.as_mut());
    let ratio = f64::from(size.height()) / f64::from(size.width());
    Some(Picture { bytes: pixmap.encode_png().ok()?, ratio, words: svg::description(chart, &plot) })
}

/// The drawing for print with letters left as letters: for printers that set letters themselves.
#[cfg(feature = "pdf")]
pub(crate) fn svg(chart: &Chart, document: &Document) -> Option<String> {
    let plot = plot(chart, document);
    (!plot.is_empty()).then(|| one(chart, &plot, Size::Wide, Palette::Print)).filter(|drawing| !drawing.is_empty())
}
