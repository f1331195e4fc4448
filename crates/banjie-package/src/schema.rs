//! The JSON Schema of the definition files, for editors: generated from the one table of keys.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    keys::{FILE_KINDS, Form, Key, Kind, Shape},
    types::TYPE_WORDS,
};

/// One schema (draft 2020-12) for all definition files: any of them is valid against it, and `$defs` holds one schema a
/// kind of file, named like its shape, for editors that choose by path.
#[must_use]
pub fn schema() -> Value {
    let mut shapes: BTreeMap<&'static str, Value> = BTreeMap::new();
    let mut files = Vec::new();
    for kind in FILE_KINDS {
        if let Some(shape) = kind.shape {
            add(shape, &mut shapes);
            files.push(json!({ "$ref": reference(shape), "$comment": kind.pattern }));
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Banjie 办结 的定义文件",
        "anyOf": files,
        "$defs": shapes,
    })
}

fn reference(shape: &Shape) -> String {
    format!("#/$defs/{}", shape.name)
}

fn add(shape: &'static Shape, shapes: &mut BTreeMap<&'static str, Value>) {
    if shapes.contains_key(shape.name) {
        return;
    }
    // A place is kept first, so that a shape that holds itself ends here.
    shapes.insert(shape.name, Value::Null);
    let mut properties = Map::new();
    for key in shape.keys {
        properties.insert(key.name.to_string(), described(key, shapes));
    }
    let required: Vec<&str> = shape.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    shapes.insert(
        shape.name,
        json!({
            "title": shape.title,
            "description": shape.help,
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        }),
    );
}

fn described(key: &'static Key, shapes: &mut BTreeMap<&'static str, Value>) -> Value {
    let mut value = kind(&key.kind, shapes);
    if let Some(object) = value.as_object_mut() {
        object.insert("description".into(), json!(key.help));
    }
    value
}

fn kind(kind: &'static Kind, shapes: &mut BTreeMap<&'static str, Value>) -> Value {
    match kind {
        Kind::Title => json!({ "type": "string", "pattern": "\\S" }),
        Kind::Identifier(form) => json!({ "type": "string", "pattern": pattern(*form) }),
        Kind::Int(low, high) if *high == i64::MAX => json!({ "type": "integer", "minimum": low }),
        Kind::Int(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
        Kind::Number => json!({ "type": ["number", "string"] }),
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Version => json!({ "type": "string", "pattern": "^\\d+\\.\\d+\\.\\d+$" }),
        Kind::OneOf(words) => {
            let words: Vec<Value> = words.iter().map(|(word, zh)| json!({ "const": word, "title": zh })).collect();
            json!({ "oneOf": words })
        }
        Kind::Expression | Kind::Ref(_) => json!({ "type": "string", "minLength": 1 }),
        Kind::Duration => json!({
            "type": "string",
            "pattern": "^[1-9]\\d* (working days?|days?|months?|hours?|years?)$",
        }),
        Kind::FieldType => field_type(),
        Kind::Show => json!({ "type": "string", "pattern": "^(integer|(decimal|percent|wan)\\([0-6]\\))$" }),
        Kind::Value => json!({ "type": ["string", "number", "boolean"] }),
        Kind::Refs(_) => json!({
            "anyOf": [
                { "type": "string", "minLength": 1 },
                { "type": "array", "items": { "type": "string", "minLength": 1 }, "uniqueItems": true },
            ],
        }),
        Kind::Table(shape) => {
            add(shape, shapes);
            json!({ "$ref": reference(shape) })
        }
        Kind::Tables(shape) => {
            add(shape, shapes);
            json!({ "type": "array", "items": { "$ref": reference(shape) } })
        }
        Kind::Map(form, inner) => json!({
            "type": "object",
            "propertyNames": { "pattern": pattern(*form) },
            "additionalProperties": self::kind(inner, shapes),
        }),
        Kind::Either(first, second) => {
            json!({ "anyOf": [self::kind(first, shapes), self::kind(second, shapes)] })
        }
        Kind::Rows => json!({ "type": "array", "items": { "type": "object" } }),
    }
}

fn pattern(form: Form) -> &'static str {
    match form {
        Form::Kebab => "^[a-z]([a-z0-9-]*[a-z0-9])?$",
        Form::Snake | Form::Field => "^[a-z]([a-z0-9_]*[a-z0-9])?$",
        Form::Code => "^[A-Za-z0-9_-]+$",
    }
}

/// Plain types as choices, those with parts in brackets as patterns.
fn field_type() -> Value {
    let mut choices = Vec::new();
    for word in TYPE_WORDS {
        choices.push(match word.pattern.split_once('(') {
            None => json!({ "const": word.pattern, "title": word.title, "description": word.help }),
            Some((stem, _)) => json!({
                "type": "string",
                "pattern": format!("^{stem}\\(.+\\)$"),
                "title": word.title,
                "description": word.help,
            }),
        });
    }
    json!({ "anyOf": choices })
}
