//! Signature and date at the end of a document, where the writer has put them.

use std::sync::Arc;

use banjie_model::figure::Figure;

use crate::{
    document::{Block, plain_text},
    plain::width,
};

/// Longest signature, in half characters: what fits into a line with two characters free on the right.
const WIDTH_MAX: usize = 52;
/// Half characters of a line.
const LINE: usize = 56;

/// Free space on the right of signature and date, in half characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    pub name: usize,
    pub date: usize,
}

/// The last two paragraphs when they are a name and a date (GB/T 9704-2012, 7.3.5.2, without a seal): the name two
/// characters from the right, the date beginning two characters after the name; a date longer than the name stands two
/// characters from the right and pushes the name to the left.
pub(crate) fn find(blocks: &[Block], figures: &[Arc<Figure>]) -> Option<Signature> {
    let [.., Block::Paragraph(name), Block::Paragraph(date)] = blocks else { return None };
    let (name, date) = (plain_text(name, figures), plain_text(date, figures));
    let (name, date) = (name.trim(), date.trim());
    let sentence = name.contains(['。', '，', '；', '：', '！', '？', ':', ';', ',', '.']);
    let fits = !name.is_empty() && width(name) <= WIDTH_MAX;
    (fits && !sentence && is_date(date)).then(|| place(width(name), width(date), false))
}

/// Where name and date stand; both in half characters. Under a seal the date stands four characters from the right and the
/// name is centred above it (7.3.5.1).
pub(super) fn place(name: usize, date: usize, sealed: bool) -> Signature {
    if sealed {
        Signature { name: (8 + date / 2).saturating_sub(name / 2).min(LINE.saturating_sub(name)), date: 8 }
    } else if date > name {
        Signature { name: (8 + date - name).min(LINE.saturating_sub(name)), date: 4 }
    } else {
        Signature { name: 4, date: name - date }
    }
}

/// "2026年1月5日".
fn is_date(text: &str) -> bool {
    let parts = || {
        let (year, rest) = text.split_once('年')?;
        let (month, rest) = rest.split_once('月')?;
        Some([year, month, rest.strip_suffix('日')?])
    };
    let number = |part: &str| !part.is_empty() && part.len() <= 4 && part.chars().all(|c| c.is_ascii_digit());
    parts().is_some_and(|parts| parts.iter().all(|part| number(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_begins_two_characters_after_the_name() {
        // 市规划局监察支队 16 halves, 2026年1月5日 12: the name ends at 52, begins at 36; the date begins at 40, ends at 52.
        assert_eq!(place(16, 12, false), Signature { name: 4, date: 4 });
    }

    #[test]
    fn a_date_longer_than_the_name_stands_two_characters_from_the_right() {
        // The date begins at 56 − 4 − 12 = 40, so the name begins at 36 and ends at 44.
        assert_eq!(place(8, 12, false), Signature { name: 12, date: 4 });
    }

    #[test]
    fn under_a_seal_the_name_is_centred_above_the_date() {
        // The date spans 36 to 48, its middle is 42: a name of 16 spans 34 to 50, one of 4 spans 40 to 44.
        assert_eq!(place(16, 12, true), Signature { name: 6, date: 8 });
        assert_eq!(place(4, 12, true), Signature { name: 12, date: 8 });
    }

    #[test]
    fn only_a_full_date_in_arabic_digits_closes_a_document() {
        assert!(["2026年1月5日", "2025年12月31日"].iter().all(|text| is_date(text)));
        assert!(["二〇二六年一月五日", "2026年", "2026年1月5日起", "年月日"].iter().all(|text| !is_date(text)));
    }
}
