//! Attachments: a line `\\attachment 标题` begins one.

use crate::document::{Block, Inline};

const MARK: &str = "\\attachment";

/// Turns marked lines into the beginnings of attachments; they are numbered later, when all are known.
pub(super) fn take_in(blocks: &mut [Block]) {
    for block in blocks {
        let (Block::Paragraph(inlines) | Block::Heading { inlines, .. }) = &*block else { continue };
        let [Inline::Text(first), rest @ ..] = inlines.as_slice() else { continue };
        let Some(words) = first.trim_start().strip_prefix(MARK) else { continue };
        let mut title = Vec::new();
        if !words.trim().is_empty() {
            title.push(Inline::Text(words.trim_start().to_owned()));
        }
        title.extend(rest.iter().cloned());
        *block = Block::Attachment { number: 0, title };
    }
}
