//! Pinyin: how characters are read, and which readings a string of letters can be.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use pinyin::ToPinyinMulti;

/// Readings of one character that are kept; rarer ones are dropped.
const READINGS: usize = 4;
/// Letters of a word that are tried as pinyin; longer words are none.
pub(crate) const LONGEST: usize = 24;
/// Ways to cut a word into readings that are searched.
const WAYS: usize = 6;
/// Ways that are looked at to choose from.
const LOOKED_AT: usize = 64;

/// The readings of a character without tones, the commonest first, each once; empty for what has none. `ü` is `v`.
pub(crate) fn readings(c: char) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let reading: String = reading.plain().chars().map(|c| if c == 'ü' { 'v' } else { c }).collect();
        if found.len() < READINGS && reading.bytes().all(|b| b.is_ascii_lowercase()) && !found.contains(&reading) {
            found.push(reading);
        }
    }
    found
}

/// Whether successive characters of a text are read with these initials: `cdfj` for 城东分局.
#[must_use]
pub fn has_initials(text: &str, letters: &str) -> bool {
    let letters: Vec<char> = letters.chars().map(|c| c.to_ascii_lowercase()).collect();
    if letters.is_empty() || letters.len() > LONGEST || !letters.iter().all(char::is_ascii_lowercase) {
        return false;
    }
    let text: Vec<char> = text.chars().collect();
    let reads = |(c, letter): (&char, &char)| readings(*c).iter().any(|reading| reading.starts_with(*letter));
    text.windows(letters.len()).any(|run| run.iter().zip(&letters).all(reads))
}

static SYLLABLES: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| ('\u{4e00}'..='\u{9fff}').flat_map(readings).filter(|r| r.len() > 1).collect());

/// The ways in which letters can be read as pinyin of successive characters: each piece is the beginning of one character's reading.
/// Whole syllables and initials everywhere, any beginning at the end. The way of initials alone is among them where it exists;
/// those of few pieces come first. Empty where the letters are no pinyin.
pub(crate) fn ways(letters: &str) -> Vec<Vec<&str>> {
    if letters.len() < 2 || letters.len() > LONGEST || !letters.bytes().all(|b| b.is_ascii_lowercase()) {
        return Vec::new();
    }
    let mut search = Search { letters, dead: vec![false; letters.len() + 1], found: Vec::new(), path: Vec::new() };
    search.go(0);
    let mut found = search.found;
    found.sort_by_key(Vec::len);
    found.truncate(WAYS);
    let initials: Vec<&str> = (0..letters.len()).map(|at| &letters[at..=at]).collect();
    if initials.iter().all(|i| is_initial(i)) && !found.contains(&initials) {
        found.push(initials);
    }
    found
}

struct Search<'a> {
    letters: &'a str,
    dead: Vec<bool>,
    found: Vec<Vec<&'a str>>,
    path: Vec<&'a str>,
}

impl Search<'_> {
    fn go(&mut self, from: usize) {
        if from == self.letters.len() {
            self.found.push(self.path.clone());
            return;
        }
        let before = self.found.len();
        for to in (from + 1..=self.letters.len().min(from + 6)).rev() {
            if self.found.len() >= LOOKED_AT {
                return;
            }
            let piece = &self.letters[from..to];
            let last = to == self.letters.len();
            if !self.dead[to] && (SYLLABLES.contains(piece) || is_initial(piece) || last && begins_syllable(piece)) {
                self.path.push(piece);
                self.go(to);
                self.path.pop();
            }
        }
        self.dead[from] = self.found.len() == before;
    }
}

fn is_initial(piece: &str) -> bool {
    matches!(piece, "zh" | "ch" | "sh") || piece.len() == 1 && !matches!(piece, "i" | "u" | "v")
}

fn begins_syllable(piece: &str) -> bool {
    SYLLABLES.range(piece.to_owned()..).next().is_some_and(|s| s.starts_with(piece))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_the_initials_of_successive_characters() {
        let check = |letters, expected| assert_eq!(has_initials("城东分局", letters), expected, "{letters}");
        check("cd", true);
        check("FJ", true);
        check("cdfj", true);
        check("cf", false);
        check("cdfjx", false);
        check("", false);
        check("城", false);
    }
}
