//! What is generated from the tables of the language is up to date and true.

use std::{fs, path::Path};

use banjie_package::{reference_pages, schema};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[test]
fn the_reference_manual_is_as_generated() {
    for (path, text) in reference_pages() {
        let found = fs::read_to_string(root().join(path)).unwrap_or_default();
        assert!(found == text, "{path} is stale: run `cargo xtask gen`");
    }
}

#[test]
fn every_key_is_in_the_manual_and_in_the_schema() {
    let manual: String = reference_pages().into_iter().map(|(_, text)| text).collect();
    let schema = schema();
    for (name, shape) in schema["$defs"].as_object().unwrap() {
        assert_eq!(shape["additionalProperties"], false, "{name} allows no other keys");
        for key in shape["properties"].as_object().unwrap().keys() {
            assert!(manual.contains(&format!("| `{key}` |")), "{name}.{key} is in the manual");
        }
    }
}

#[test]
fn references_inside_the_schema_lead_somewhere() {
    let schema = schema();
    let text = schema.to_string();
    for part in text.split("\"#/$defs/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(schema["$defs"][name].is_object(), "{name} is defined");
    }
}

#[test]
fn the_schema_of_a_state_says_what_the_checker_wants() {
    let state = &schema()["$defs"]["state"];
    assert_eq!(state["required"], serde_json::json!(["title"]));
    let wanted = serde_json::json!({ "type": "boolean", "description": "办件从这里开始；恰有一个。" });
    assert_eq!(state["properties"]["start"], wanted);
}
