//! What was typed into a form: pairs of names and texts, as sent, kept in drafts and shown again until they are taken.

use banjie_model::value::FileRef;

use crate::server::Input;

/// Key of the draft. Names of our own begin with a stroke; no field of a ledger does.
pub(crate) const PLACE: &str = "_place";
/// Version of the record on the screen.
pub(crate) const VERSION: &str = "_version";
/// One-time key of the submission.
pub(crate) const ONCE: &str = "_once";
/// Reason or remark.
pub(crate) const REASON: &str = "_reason";
/// Owner organisation of a new record.
pub(crate) const ORG: &str = "_org";
/// Old number brought along.
pub(crate) const NUMBER: &str = "_number";
/// Receiving organisation.
pub(crate) const RECEIVER: &str = "_to";
/// Handler.
pub(crate) const HANDLER: &str = "_handler";
/// Length of an extension.
pub(crate) const LENGTH: &str = "_length";
/// Unit of an extension.
pub(crate) const UNIT: &str = "_unit";
/// Begin of a suspension.
pub(crate) const FROM: &str = "_from";
/// End of a suspension.
pub(crate) const UNTIL: &str = "_until";
/// Lists whose rows were on the screen.
const LISTS: &str = "_list";
/// Button that changes the rows of a list.
const ROWS: &str = "rows.do";

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed(Vec<(String, String)>);

impl Typed {
    /// As a form sent it.
    pub(crate) fn of(input: &Input) -> Typed {
        Typed(input.pairs().map(|(name, value)| (name.to_owned(), value.replace("\r\n", "\n"))).collect())
    }

    /// As a draft keeps it.
    pub(crate) fn of_json(json: &str) -> Typed {
        Typed(serde_json::from_str(json).unwrap_or_default())
    }

    /// For a draft: without buttons and the keys of one page.
    pub(crate) fn json(&self) -> String {
        let kept: Vec<_> = self.0.iter().filter(|(name, _)| !matches!(name.as_str(), ROWS | ONCE | PLACE)).collect();
        serde_json::to_string(&kept).unwrap_or_else(|_| "[]".to_owned())
    }

    /// The last value of a name, trimmed; none where it was not sent.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// The last value of a name where it is not blank.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// Every value of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every pair in order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Adds a value.
    pub(crate) fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// Puts these values in place of all of a name.
    pub(crate) fn replace(&mut self, name: &str, values: Vec<String>) {
        self.0.retain(|(key, _)| key != name);
        self.0.extend(values.into_iter().map(|value| (name.to_owned(), value)));
    }

    /// Forgets what was typed for a field: its inputs and those of its rows and files.
    pub(crate) fn forget(&mut self, field: &str) {
        let of_field =
            |name: &str| name.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
        self.0.retain(|(name, value)| !(of_field(name) || name == LISTS && value == field));
    }

    /// True where the rows of a list were on the screen.
    pub(crate) fn has_list(&self, list: &str) -> bool {
        self.all(LISTS).any(|name| name == list)
    }

    /// How many rows of a list were typed.
    pub(crate) fn rows(&self, list: &str) -> usize {
        self.0.iter().filter_map(|(name, _)| row_of(name, list)).map(|(row, _)| row + 1).max().unwrap_or(0)
    }

    /// Does what the button for rows asks; false where none was pressed.
    pub(crate) fn change_rows(&mut self) -> bool {
        let Some(order) = self.get(ROWS).map(str::to_owned) else { return false };
        self.0.retain(|(name, _)| name != ROWS);
        let mut parts = order.splitn(3, ':');
        match (parts.next(), parts.next(), parts.next().and_then(|n| n.parse().ok())) {
            (Some("add"), Some(list), None) => {
                let next = self.rows(list);
                self.push(format!("{list}[{next}].row"), "");
            }
            (Some("remove"), Some(list), Some(gone)) => self.remove_row(list, gone),
            _ => {}
        }
        true
    }

    fn remove_row(&mut self, list: &str, gone: usize) {
        self.0.retain(|(name, _)| row_of(name, list).is_none_or(|(row, _)| row != gone));
        for (name, _) in &mut self.0 {
            if let Some((row, rest)) = row_of(name, list).filter(|(row, _)| *row > gone) {
                *name = format!("{list}[{}]{rest}", row - 1);
            }
        }
    }
}

/// Row and rest of the name of an input in a list: `people[0].age` → 0, `.age`.
fn row_of<'n>(name: &'n str, list: &str) -> Option<(usize, &'n str)> {
    let (row, rest) = name.strip_prefix(list)?.strip_prefix('[')?.split_once(']')?;
    // A row nobody could have typed: a forged form does not make the page long.
    row.parse().ok().filter(|row| *row < 1_000).map(|row| (row, rest))
}

/// Name of the hidden input that says a list was on the screen.
pub(crate) const LIST: &str = LISTS;

/// A file as it stands in a hidden input: name, hash, size.
pub(crate) fn spell_file(file: &FileRef) -> String {
    format!("{}|{}|{}", file.name, file.sha256, file.size_bytes)
}

/// A file from a hidden input.
pub(crate) fn read_file(text: &str) -> Option<FileRef> {
    let mut parts = text.rsplitn(3, '|');
    let size_bytes = parts.next()?.parse().ok()?;
    let sha256 = parts.next()?;
    Some(FileRef { name: parts.next()?.into(), sha256: sha256.into(), size_bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_row_taken_out_of_the_middle_leaves_the_others_in_order() {
        let mut rows =
            typed(&[("p[0].a", "x"), ("p[1].a", "y"), ("p[2].a", "z"), ("pp[2].a", "w"), ("rows.do", "remove:p:1")]);
        assert!(rows.change_rows());
        assert_eq!(rows, typed(&[("p[0].a", "x"), ("p[1].a", "z"), ("pp[2].a", "w")]));
        rows.push("rows.do", "add:p");
        assert!(rows.change_rows());
        assert_eq!(rows.rows("p"), 3);
        assert!(!rows.change_rows());
    }

    #[test]
    fn a_field_is_forgotten_with_its_rows_and_files_and_without_its_neighbours() {
        let mut all =
            typed(&[("p", "1"), ("p.lng", "2"), ("p[0].a", "3"), ("_list", "p"), ("pp", "4"), ("_list", "pp")]);
        all.forget("p");
        assert_eq!(all, typed(&[("pp", "4"), ("_list", "pp")]));
    }

    #[test]
    fn a_file_comes_back_even_with_a_stroke_in_its_name() {
        let file = FileRef { name: "现场|1.jpg".into(), sha256: "ab".into(), size_bytes: 7 };
        assert_eq!(read_file(&spell_file(&file)), Some(file));
        assert_eq!(read_file("x"), None);
    }
}
