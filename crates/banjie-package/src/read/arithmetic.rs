//! Signs of arithmetic beside figures in a template: the printer has no trace for what they would give.

use banjie_model::finding::Span;

use super::report::occurrences;

/// Where `+`, `-`, `*` or `/` stands beside this indicator inside the tags of a template.
pub(super) fn signs(text: &str, indicator: &str) -> Vec<Span> {
    let places = occurrences(text, indicator).into_iter().filter(|span| span.start < span.end);
    places.filter_map(|span| before(text, span.start).or_else(|| after(text, span.end))).collect()
}

fn is_sign(c: char) -> bool {
    matches!(c, '+' | '-' | '*' | '/')
}

/// A sign before the name; `{%-` and `{{-` only take the white space away.
fn before(text: &str, at: usize) -> Option<Span> {
    let rest = text[..at].trim_end();
    let sign = rest.chars().next_back().filter(|c| is_sign(*c))?;
    let outer = rest[..rest.len() - sign.len_utf8()].chars().next_back();
    (!matches!(outer, Some('{' | '%'))).then(|| Span::new(rest.len() - sign.len_utf8(), rest.len()))
}

/// A sign after the name and what is asked of it: `.previous`, `.at(…)`, `|round(2)`.
fn after(text: &str, at: usize) -> Option<Span> {
    let (mut depth, mut apart, mut filter) = (0_usize, false, false);
    let mut chars = text[at..].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return None,
            ')' => depth -= 1,
            '%' | '}' if next == Some('}') => return None,
            _ if depth > 0 => {}
            _ if c.is_whitespace() => apart = true,
            '|' => filter = true,
            _ if (filter || !apart) && (c.is_alphanumeric() || matches!(c, '_' | '.')) => {
                (apart, filter) = (false, false)
            }
            c if is_sign(c) && !matches!(next, Some('%' | '}')) => {
                return Some(Span::new(at + offset, at + offset + 1));
            }
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[usize]) {
        assert_eq!(signs(text, "found").iter().map(|span| span.start).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn signs_of_arithmetic_beside_a_figure_are_found_and_those_of_white_space_are_not() {
        check("{% if found + closed > 0 %}", &[12]);
        check("{{ closed - found }}", &[10]);
        check("{{ found.at(period=\"2024\") * 2 }}", &[27]);
        check("{{ found|round(1) / 3 }}", &[18]);
        check("{%- if found > 100 - 3 -%}{{- found -}}", &[]);
        check("{{ found.plus(closed) }}—{{ found }}", &[]);
        check("{% if found > 0 and closed > 0 %}减 - 号{% endif %}", &[]);
        check("{% if found and loop.index - 1 %}{% endif %}", &[]);
        check("{{ found | round(1) * 2 }}", &[20]);
    }
}
