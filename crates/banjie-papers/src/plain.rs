//! Text tables for terminals: columns aligned though Chinese characters are two cells wide.

/// How a column is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Words.
    #[default]
    Left,
    /// Numbers.
    Right,
}

/// A table of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextTable {
    /// Heads of the columns and how they are set.
    pub head: Vec<(String, Align)>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
    /// A last row under a line.
    pub total: Option<Vec<String>>,
}

impl TextTable {
    /// The table as lines, ended by line breaks, without trailing blanks.
    pub fn render(&self) -> String {
        let rows = || self.rows.iter().chain(&self.total);
        let widths: Vec<usize> = (0..self.head.len())
            .map(|column| {
                let cells = rows().filter_map(|row| row.get(column)).map(|cell| width(cell));
                cells.chain([width(&self.head[column].0)]).max().unwrap_or(0)
            })
            .collect();
        let heads: Vec<String> = self.head.iter().map(|(title, _)| title.clone()).collect();
        let ruler = widths.iter().map(|w| "─".repeat(*w)).collect::<Vec<_>>().join("──");
        let mut lines = vec![self.line(&heads, &widths), ruler.clone()];
        lines.extend(self.rows.iter().map(|row| self.line(row, &widths)));
        if let Some(total) = &self.total {
            lines.push(ruler);
            lines.push(self.line(total, &widths));
        }
        lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    fn line(&self, cells: &[String], widths: &[usize]) -> String {
        let mut line = String::new();
        for (column, wanted) in widths.iter().enumerate() {
            let cell = cells.get(column).map_or("", String::as_str);
            let blanks = " ".repeat(wanted.saturating_sub(width(cell)));
            if column > 0 {
                line.push_str("  ");
            }
            match self.head[column].1 {
                Align::Left => line.push_str(&[cell, &blanks].concat()),
                Align::Right => line.push_str(&[&blanks, cell].concat()),
            }
        }
        line
    }
}

/// Cells of a terminal a text takes: two for Chinese characters, their punctuation and full-width forms (Unicode Standard
/// Annex 11).
pub fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_cells() {
        assert_eq!(["办结", "a", "〔2025〕3号", "é", "—", "\u{20BB7}"].map(width), [4, 1, 11, 1, 1, 2]);
    }

    #[test]
    fn columns_line_up() {
        let table = TextTable {
            head: vec![("单位".into(), Align::Left), ("在办".into(), Align::Right), ("按时率".into(), Align::Right)],
            rows: vec![
                vec!["鹿城分局".into(), "12".into(), "98.1%".into()],
                vec!["督查大队A".into(), "1,203".into(), "—".into()],
            ],
            total: Some(vec!["合计".into(), "1,215".into(), "97.0%".into()]),
        };
        insta::assert_snapshot!(table.render(), @"
单位        在办  按时率
────────────────────────
鹿城分局      12   98.1%
督查大队A  1,203       —
────────────────────────
合计       1,215   97.0%
");
    }
}
