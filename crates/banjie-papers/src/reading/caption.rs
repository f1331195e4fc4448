//! Captions: those the writer typed on the line above, numbers for all.

use crate::document::{Block, Inline};

/// A line "表3 各分局办案情况" above a table (图 above a chart) is its caption, and its number counts on from there.
pub(super) fn take_in(blocks: &mut Vec<Block>) {
    let (mut tables, mut charts) = (0, 0);
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    for mut block in blocks.drain(..) {
        let (word, number, caption, counter) = match &mut block {
            Block::Table(table) if table.number > 0 => ("表", &mut table.number, &mut table.caption, &mut tables),
            Block::Chart(chart) => ("图", &mut chart.number, &mut chart.caption, &mut charts),
            Block::Image(image) => ("图", &mut image.number, &mut image.words, &mut charts),
            _ => {
                out.push(block);
                continue;
            }
        };
        let counted = *counter;
        *counter += 1;
        if let Some((typed, words)) = out.last().and_then(|above| typed_caption(above, word)) {
            out.pop();
            *counter = typed;
            *caption = words;
        }
        // A picture without words is not referred to.
        if caption.is_empty() {
            *counter = counted;
        } else {
            *number = *counter;
        }
        out.push(block);
    }
    *blocks = out;
}

/// Number and words of a typed caption; figures in it would lose their trace, so such a line stays a paragraph.
fn typed_caption(block: &Block, word: &str) -> Option<(usize, String)> {
    let (Block::Paragraph(inlines) | Block::Heading { inlines, .. }) = block else { return None };
    let mut text = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(words) => text.push_str(words),
            _ => return None,
        }
    }
    let rest = text.trim().strip_prefix(word)?.trim_start();
    let digits = rest.find(|c: char| !c.is_ascii_digit())?;
    let number = rest[..digits].parse().ok()?;
    let words = rest[digits..].trim_start_matches(['.', '：', ':', '　', ' ']).trim();
    (!words.is_empty()).then(|| (number, words.to_owned()))
}
