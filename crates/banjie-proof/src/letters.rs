//! Words in short texts. Most words a rule asks for do not occur; the set of a text's characters tells so without a search.

/// Characters of a text, by the low eight bits of their code: a character may be there, or is surely not.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Letters([u64; 4]);

impl Letters {
    /// The characters of `text`.
    pub fn of(text: impl Iterator<Item = char>) -> Self {
        let mut set = Self::default();
        for c in text {
            let (part, bit) = place(c);
            set.0[part] |= bit;
        }
        set
    }

    /// Whether `c` may be there; `false` is certain.
    pub fn may_hold(self, c: char) -> bool {
        let (part, bit) = place(c);
        self.0[part] & bit != 0
    }

    /// Whether the first two characters of `word` may be there; `false` is certain.
    pub fn may_spell(self, word: &str) -> bool {
        let mut chars = word.chars();
        chars.next().is_none_or(|c| self.may_hold(c)) && chars.next().is_none_or(|c| self.may_hold(c))
    }
}

const fn place(c: char) -> (usize, u64) {
    let code = c as u32;
    ((code >> 6 & 3) as usize, 1 << (code & 63))
}

/// Whether `text` contains one of `words`.
pub(crate) fn says(text: &str, words: &[&str]) -> bool {
    if words.len() < 3 {
        return words.iter().any(|w| text.contains(w));
    }
    let letters = Letters::of(text.chars());
    words.iter().any(|w| letters.may_spell(w) && text.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_says_a_word_when_it_contains_it(text in "[一-丰a-c%。]{0,12}", words in prop::collection::vec("[一-丰a-c%。]{1,2}", 0..6)) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            prop_assert_eq!(says(&text, &words), words.iter().any(|w| text.contains(w)));
        }
    }
}
