//! Rewrites comparisons in template tags so that figures compare exactly.
//!
//! The template engine orders an object and a number by their kinds, which is silently wrong for figures. Every comparison
//! `a > b` inside a tag therefore becomes `compared(a, ">", b)`; `50%` as an operand is read as the ratio it means.

use super::fault::TemplateFault;

/// A lexical part of a tag, by bytes of the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Token {
    kind: Kind,
    start: usize,
    end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Percent,
    Text,
    Name,
    Compare,
    Arithmetic,
    Open,
    Close,
    Dot,
    Pipe,
    Other,
}

/// The template with comparisons rewritten; line breaks stay where they are.
pub(super) fn rewrite(source: &str) -> Result<String, TemplateFault> {
    let mut out = String::with_capacity(source.len());
    let mut rest = 0;
    while let Some(found) = source[rest..].find('{') {
        let start = rest + found;
        let close = match source.as_bytes().get(start + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                out.push_str(&source[rest..=start]);
                rest = start + 1;
                continue;
            }
        };
        out.push_str(&source[rest..start]);
        let end = tag_end(source, start + 2, close)
            .ok_or_else(|| TemplateFault::at(source, start, format!("标签没有写完，缺少 {close}"), "在本行补上"))?;
        let tag = &source[start..end];
        if close == "#}" {
            out.push_str(tag)
        } else {
            out.push_str(&rewrite_tag(tag))
        }
        rest = end;
    }
    out.push_str(&source[rest..]);
    Ok(out)
}

/// One past the end of a tag; quoted text does not end it.
fn tag_end(source: &str, from: usize, close: &str) -> Option<usize> {
    let bytes = source.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        if source[at..].starts_with(close) {
            return Some(at + close.len());
        }
        if close != "#}" && matches!(bytes[at], b'"' | b'\'') {
            at = text_end(bytes, at);
        } else {
            at += source[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    None
}

fn text_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != bytes[start] {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

fn rewrite_tag(tag: &str) -> String {
    let tokens = tokens(tag);
    let comparisons = tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Compare);
    let mut edits = Vec::new();
    for (index, token) in comparisons {
        let (Some(left), Some(right)) = (operand_before(&tokens, index), operand_after(&tokens, index)) else {
            continue;
        };
        let (a, b) = (tokens[left].start, tokens[right].end);
        if edits.last().is_some_and(|(_, end, _): &(usize, usize, String)| *end > a) {
            continue; // a chain a < b < c: the engine refuses figures in its second half by their type
        }
        let text = format!(
            "compared({}, \"{}\", {})",
            literals(tag, &tokens[left..index]),
            &tag[token.start..token.end],
            literals(tag, &tokens[index + 1..=right])
        );
        edits.push((a, b, text));
    }
    let mut out = tag.to_owned();
    for (start, end, text) in edits.into_iter().rev() {
        out.replace_range(start..end, &text);
    }
    out
}

/// The source of some tokens, percentages as quoted text.
fn literals(tag: &str, tokens: &[Token]) -> String {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return String::new() };
    match tokens {
        [Token { kind: Kind::Percent, .. }] => format!("\"{}\"", &tag[first.start..last.end]),
        _ => tag[first.start..last.end].to_owned(),
    }
}

fn operand_before(tokens: &[Token], index: usize) -> Option<usize> {
    let mut at = atom_before(tokens, index)?;
    while at > 0 && tokens[at - 1].kind == Kind::Arithmetic {
        match atom_before(tokens, at - 1) {
            Some(before) => at = before,
            None => return Some(at - 1),
        }
    }
    Some(at)
}

/// First token of the atom that ends before `end`: a literal, a group in brackets, a path with calls and filters.
fn atom_before(tokens: &[Token], end: usize) -> Option<usize> {
    let mut at = end.checked_sub(1)?;
    loop {
        if tokens[at].kind == Kind::Close {
            at = opening(tokens, at)?;
            let called = at > 0 && matches!(tokens[at - 1].kind, Kind::Name | Kind::Close);
            if called {
                at -= 1;
                continue;
            }
        } else if !matches!(tokens[at].kind, Kind::Name | Kind::Number | Kind::Percent | Kind::Text) {
            return None;
        }
        if at >= 2 && matches!(tokens[at - 1].kind, Kind::Dot | Kind::Pipe) {
            at -= 2;
            continue;
        }
        return Some(at);
    }
}

fn opening(tokens: &[Token], close: usize) -> Option<usize> {
    let mut depth = 0usize;
    for at in (0..=close).rev() {
        match tokens[at].kind {
            Kind::Close => depth += 1,
            Kind::Open => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn operand_after(tokens: &[Token], index: usize) -> Option<usize> {
    let mut at = index;
    loop {
        let mut start = at + 1;
        while tokens.get(start).is_some_and(|t| t.kind == Kind::Arithmetic) {
            start += 1;
        }
        at = atom_after(tokens, start)?;
        if tokens.get(at + 1).is_none_or(|t| t.kind != Kind::Arithmetic) {
            return Some(at);
        }
        at += 1;
    }
}

/// Last token of the atom that starts at `start`.
fn atom_after(tokens: &[Token], start: usize) -> Option<usize> {
    let mut at = match tokens.get(start)?.kind {
        Kind::Open => closing(tokens, start)?,
        Kind::Name | Kind::Number | Kind::Percent | Kind::Text => start,
        _ => return None,
    };
    loop {
        match tokens.get(at + 1).map(|t| t.kind) {
            Some(Kind::Open) => at = closing(tokens, at + 1)?,
            Some(Kind::Dot | Kind::Pipe) if tokens.get(at + 2).is_some() => at += 2,
            _ => return Some(at),
        }
    }
}

fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Words that end an operand: they join comparisons, they are no part of them.
const JOINING: [&str; 14] =
    ["and", "or", "not", "if", "elif", "else", "in", "is", "set", "for", "endif", "endfor", "recursive", "with"];

fn tokens(tag: &str) -> Vec<Token> {
    let bytes = tag.as_bytes();
    let mut tokens = Vec::new();
    // `{%-` and `-%}` trim white space; the sign is no part of an expression.
    let trims = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(|b| matches!(b, b'-' | b'+'));
    let mut at = 2 + usize::from(trims(Some(2)));
    let end = tag.len().saturating_sub(2 + usize::from(trims(tag.len().checked_sub(3))));
    while at < end {
        let start = at;
        let rest = &tag[at..end];
        let c = rest.chars().next().expect("inside the tag");
        let kind = match c {
            _ if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '"' | '\'' => {
                at = text_end(bytes, at);
                Kind::Text
            }
            _ if c.is_ascii_digit() => number(rest, &mut at),
            _ if c.is_alphabetic() || c == '_' => {
                at += rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                if JOINING.contains(&&tag[start..at]) { Kind::Other } else { Kind::Name }
            }
            _ => sign(rest, c, &mut at),
        };
        tokens.push(Token { kind, start, end: at });
    }
    tokens
}

fn number(rest: &str, at: &mut usize) -> Kind {
    let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let after = rest[digits..].strip_prefix('%');
    // `50% }}` and `50%)` are percentages, `7 % 2` and `7%2` remainders.
    let percent = after.is_some_and(|a| !a.starts_with(|c: char| c.is_alphanumeric() || c == '('));
    *at += digits + usize::from(percent);
    if percent { Kind::Percent } else { Kind::Number }
}

fn sign(rest: &str, c: char, at: &mut usize) -> Kind {
    let two = ["==", "!=", "<=", ">="].iter().any(|op| rest.starts_with(op));
    *at += if two { 2 } else { c.len_utf8() };
    match c {
        _ if two => Kind::Compare,
        '<' | '>' => Kind::Compare,
        '+' | '-' | '*' | '/' | '%' | '~' => Kind::Arithmetic,
        '(' | '[' => Kind::Open,
        ')' | ']' => Kind::Close,
        '.' => Kind::Dot,
        '|' => Kind::Pipe,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tag: &str, expected: &str) {
        assert_eq!(rewrite(tag).unwrap(), expected);
    }

    #[test]
    fn comparisons_become_calls_with_whole_operands() {
        check("{% if found.growth > 0 %}", "{% if compared(found.growth, \">\", 0) %}");
        check(
            "{% if found.at(period=\"2024\") <= filed|abs and x %}",
            "{% if compared(found.at(period=\"2024\"), \"<=\", filed|abs) and x %}",
        );
        check("{{ 'a' if share >= 50% else 'b' }}", "{{ 'a' if compared(share, \">=\", \"50%\") else 'b' }}");
        check("{% if loop.index % 2 == 0 %}", "{% if compared(loop.index % 2, \"==\", 0) %}");
        check("{%- if found > 0 -%}", "{%- if compared(found, \">\", 0) -%}");
        check("{% if not found > -1 %}", "{% if not compared(found, \">\", -1) %}");
        check("{% if (a) < 1 + 2 or c != d %}", "{% if compared((a), \"<\", 1 + 2) or compared(c, \"!=\", d) %}");
    }

    #[test]
    fn text_outside_tags_and_inside_quotes_stays() {
        check("1 < 2 {{ \"a > b\" }} {# x > y #} {", "1 < 2 {{ \"a > b\" }} {# x > y #} {");
        check("{{ found.where(kind=\"rooftop\") }}", "{{ found.where(kind=\"rooftop\") }}");
    }

    #[test]
    fn an_unfinished_tag_is_a_fault_with_its_line() {
        let fault = rewrite("一\n二 {{ found").unwrap_err();
        assert_eq!(fault.to_string(), "正文第2行：标签没有写完，缺少 }}。在本行补上");
    }
}
