//! The canonical text of JSON, over which content hashes are taken: the same value always gives the same bytes.

use serde_json::Value as Json;

/// Keys sorted, no white space (RFC 8785 for the values we use: no floating point).
#[must_use]
pub fn json(value: &Json) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Json, out: &mut String) {
    match value {
        Json::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.0.cmp(b.0));
            out.push('{');
            for (i, (key, value)) in entries.into_iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                out.push_str(&Json::from(key.as_str()).to_string());
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
        Json::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                write(item, out);
            }
            out.push(']');
        }
        other => out.push_str(&other.to_string()),
    }
}

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_at_every_depth_and_nothing_else_moves() {
        let value = serde_json::json!({ "b": [3, { "z": null, "a": "引\"号" }], "a": true });
        assert_eq!(json(&value), r#"{"a":true,"b":[3,{"a":"引\"号","z":null}]}"#);
        assert_eq!(hex(&[0, 171]), "00ab");
    }
}
