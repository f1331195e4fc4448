//! Text and addresses as XML: whatever the data holds, the part stays well-formed.

/// Opens every part.
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// The namespace of WordprocessingML.
pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// The namespace of references from parts to parts.
pub(super) const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The namespaces of pictures in the text.
pub(super) const WORD_DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";
pub(super) const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
pub(super) const PICTURE: &str = "http://schemas.openxmlformats.org/drawingml/2006/picture";

/// True for a character XML 1.0 can hold and a page can show.
fn is_shown(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

/// Text for elements and quoted attributes: line ends and tabs become blanks, other controls go.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(' '),
            c if is_shown(c) => out.push(c),
            _ => {}
        }
    }
    out
}

/// JSON in which every character may stand in an XML element as it is: anything else is written as an escape of JSON.
pub(super) fn json_text(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_shown(c) && !matches!(c, '<' | '>' | '&') {
            out.push(c);
        } else {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        }
    }
    out
}

/// An address as RFC 3986 wants it: Word refuses a whole file for one malformed address.
pub(super) fn address(to: &str) -> String {
    let mut out = String::with_capacity(to.len());
    let bytes = to.as_bytes();
    for (index, byte) in bytes.iter().enumerate() {
        let escaped = bytes.get(index + 1..index + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        match byte {
            b'%' if escaped => out.push('%'),
            b if b.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(b) => out.push(char::from(*b)),
            b => out.push_str(&format!("%{b:02X}")),
        }
    }
    escape(&out)
}
