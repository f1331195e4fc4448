//! The OpenAPI document: from the table of operations and the ledgers of the installed packages.

use std::collections::BTreeSet;

use axum::{Json, extract::State, http::Method, response::IntoResponse as _};
use banjie_model::{
    Name,
    definition::{Class, Field, FieldType, Ledger},
};
use serde::Deserialize;
use utoipa::openapi::{
    Components, ComponentsBuilder, Content, InfoBuilder, OpenApi, OpenApiBuilder, Paths, Ref, RefOr, Required,
    ResponseBuilder, ResponsesBuilder, Schema,
    path::{HttpMethod, Operation as Described, OperationBuilder, Parameter, ParameterBuilder, ParameterIn},
    request_body::RequestBodyBuilder,
    schema::{AdditionalProperties, ArrayBuilder, KnownFormat, ObjectBuilder, SchemaFormat, SchemaType, Type},
    security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};

use super::{
    sent::Query,
    systems::kind,
    table::{Gives, Operation, Takes, operations},
};
use crate::{
    App,
    routes::Access,
    server::{Answer, Viewer},
    text::api as t,
};

/// A moment as it is written: civil time of China, to the second.
const MOMENT: &str = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$";
/// What stands in addresses: ledgers, packages, actions and limits of whoever asks. Anything else is not found.
#[derive(Default)]
struct Words {
    ledgers: BTreeSet<Name>,
    actions: BTreeSet<Name>,
    limits: BTreeSet<Name>,
}

impl Words {
    fn of(ledgers: &[&Ledger]) -> Words {
        let mut words = Words::default();
        for ledger in ledgers {
            words.ledgers.insert(ledger.key.clone());
            words.actions.extend(ledger.actions.iter().map(|action| action.name.clone()));
            words.limits.extend(ledger.limits.iter().map(|limit| limit.name.clone()));
        }
        words
    }

    /// A part of an address.
    fn place(&self, name: &str) -> Parameter {
        let known = match name {
            "ledger" => &self.ledgers,
            "action" => &self.actions,
            "limit" => &self.limits,
            "file" => return parameter(name, "docx|pdf|html|md", true, ParameterIn::Path),
            "record" | "comment" | "view" | "number" => return parameter(name, "id", true, ParameterIn::Path),
            _ => return parameter(name, "text", true, ParameterIn::Path),
        };
        if known.is_empty() {
            return parameter(name, "text", true, ParameterIn::Path);
        }
        let words = known.iter().map(ToString::to_string).collect::<Vec<_>>().join("|");
        let words = if known.len() == 1 { format!("{words}|") } else { words };
        parameter(name, &words, true, ParameterIn::Path)
    }
}

/// Name of the way in.
const TOKEN: &str = "token";

/// Which system only.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Of {
    package: Option<String>,
}

/// The document for whoever asks: ledgers of his own systems.
pub(super) async fn serve(State(app): State<App>, viewer: Viewer, Query(of): Query<Of>) -> Answer {
    let ledgers = viewer.ledgers();
    let wanted = ledgers.iter().map(|ledger| &**ledger);
    let wanted: Vec<&Ledger> =
        wanted.filter(|l| of.package.as_deref().is_none_or(|name| *l.package == *name)).collect();
    Ok(Json(document(&app.settings().title, &wanted)).into_response())
}

/// The document.
#[must_use]
pub fn document(system: &str, ledgers: &[&Ledger]) -> OpenApi {
    let mut paths = Paths::new();
    let words = Words::of(ledgers);
    for operation in operations() {
        let method = if operation.route.method == Method::POST { HttpMethod::Post } else { HttpMethod::Get };
        paths.add_path_operation(operation.route.path, vec![method], described(&operation, &words));
    }
    let info = InfoBuilder::new().title(t::TITLE).version("1").description(Some(t::described(system))).build();
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components(ledgers))).build()
}

fn described(operation: &Operation, words: &Words) -> Described {
    let mut built = OperationBuilder::new()
        .summary(Some(operation.title))
        .description(Some(operation.route.about))
        .operation_id(Some(name(operation)));
    for part in parameters_in(operation.route.path) {
        built = built.parameter(words.place(part));
    }
    for (key, ty, required) in operation.query {
        built = built.parameter(parameter(key, ty, *required, ParameterIn::Query));
    }
    built = match operation.takes {
        Takes::Nothing => built,
        Takes::Json(keys) => {
            let content = Content::new(Some(body(keys)));
            let body = RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True));
            built.request_body(Some(body.build())).parameter(once())
        }
        Takes::Bytes => {
            let bytes = ObjectBuilder::new().schema_type(Type::String).content_encoding("binary").min_length(Some(1));
            let content = Content::new(Some(bytes));
            let kind = "application/octet-stream";
            let body = RequestBodyBuilder::new().content(kind, content).required(Some(Required::True));
            built.request_body(Some(body.build())).parameter(once())
        }
    };
    if operation.route.access != Access::Public {
        let scope = if operation.route.access == Access::ApiWrite { "write" } else { "read" };
        built = built.security(SecurityRequirement::new(TOKEN, [scope]));
    }
    built.responses(responses(operation)).build()
}

fn responses(operation: &Operation) -> utoipa::openapi::Responses {
    let good = ResponseBuilder::new().description(operation.title);
    let good = match operation.gives {
        Gives::Json(keys) => good.content("application/json", Content::new(Some(answer(keys)))),
        Gives::File => good.content("*/*", Content::new(Some(bytes()))),
    };
    let status = if operation.makes { "201" } else { "200" };
    let fault = ResponseBuilder::new()
        .description(t::FAULT)
        .content("application/json", Content::new(Some(Ref::from_schema_name("error"))));
    ResponsesBuilder::new().response(status, good).response("default", fault).build()
}

fn name(operation: &Operation) -> String {
    let words = operation.route.path.trim_start_matches("/api/").replace(['{', '}'], "");
    let words = words.split(['/', '.']).filter(|word| !word.is_empty() && *word != "v1").collect::<Vec<_>>();
    format!("{}_{}", operation.route.method.as_str().to_lowercase(), words.join("_"))
}

fn parameters_in(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn parameter(name: &str, ty: &str, required: bool, place: ParameterIn) -> Parameter {
    let required = if required { Required::True } else { Required::False };
    let built = ParameterBuilder::new().name(name).parameter_in(place).required(required);
    built.description(Some(t::key(name))).schema(Some(typed(ty, ""))).build()
}

fn once() -> Parameter {
    let built = ParameterBuilder::new().name("Idempotency-Key").parameter_in(ParameterIn::Header);
    let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(200));
    let text = text.pattern(Some("^[!-~]+$"));
    built.required(Required::False).description(Some(t::ONCE)).schema(Some(text)).build()
}

/// A type by its word: a JSON type, `date`, `datetime`, one of several words; `?` for what may be null.
fn typed(word: &str, about: &str) -> Schema {
    let (word, nullable) = word.strip_suffix('?').map_or((word, false), |word| (word, true));
    let blank = || {
        let object = ObjectBuilder::new();
        if about.is_empty() { object } else { object.description(Some(about)) }
    };
    let of = |ty: Type| {
        if nullable { SchemaType::Array(vec![ty, Type::Null]) } else { SchemaType::Type(ty) }
    };
    let whole = |least: i64, most: Option<i64>| {
        let whole = blank().schema_type(of(Type::Integer)).minimum(Some(least));
        match most {
            Some(most) => whole.maximum(Some(most)),
            None => whole,
        }
    };
    let text = || blank().schema_type(of(Type::String));
    match word {
        "integer" => blank().schema_type(of(Type::Integer)).into(),
        "count" => whole(1, Some(500)).into(),
        "offset" => whole(0, Some(1_000_000)).into(),
        "days" => whole(0, Some(366)).into(),
        "version" => whole(0, Some(u32::MAX.into())).into(),
        "id" => whole(1, Some(i64::MAX)).into(),
        "text" => text().min_length(Some(1)).into(),
        "date" => text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).into(),
        "moment" => text().pattern(Some(MOMENT)).into(),
        "pairs" => array(array(text().into(), Some(2), Some(2)), None, None),
        "records" => {
            let one = ObjectBuilder::new()
                .property("id", typed("id", ""))
                .property("version", typed("version?", ""))
                .required("id")
                .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)));
            array(one.into(), Some(1), Some(200))
        }
        "boolean" => blank().schema_type(of(Type::Boolean)).into(),
        "object" => blank().schema_type(of(Type::Object)).into(),
        "array" if nullable => anything(),
        "array" => ArrayBuilder::new().items(RefOr::T(anything())).into(),
        "any" => anything(),
        words if words.contains('|') => {
            let words = words.split('|').filter(|word| !word.is_empty());
            blank().schema_type(of(Type::String)).enum_values(Some(words)).into()
        }
        _ => blank().schema_type(of(Type::String)).into(),
    }
}

fn array(items: Schema, least: Option<usize>, most: Option<usize>) -> Schema {
    ArrayBuilder::new().items(RefOr::T(items)).min_items(least).max_items(most).into()
}

fn anything() -> Schema {
    ObjectBuilder::new().schema_type(SchemaType::AnyValue).into()
}

fn bytes() -> Schema {
    ObjectBuilder::new().schema_type(Type::String).content_encoding("binary").into()
}

fn body(keys: &[(&str, &str, bool)]) -> Schema {
    let mut object = ObjectBuilder::new().additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)));
    for (key, ty, required) in keys {
        object = object.property(*key, typed(ty, t::key(key)));
        if *required {
            object = object.required(*key);
        }
    }
    object.into()
}

fn answer(keys: &[(&str, &str)]) -> Schema {
    let mut object = ObjectBuilder::new();
    for (key, ty) in keys {
        object = object.property(*key, typed(ty, "")).required(*key);
    }
    object.into()
}

fn components(ledgers: &[&Ledger]) -> Components {
    let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(t::WAY_IN)).build();
    let mut components = ComponentsBuilder::new()
        .security_scheme(TOKEN, SecurityScheme::Http(scheme))
        .schema("error", RefOr::T(error()));
    for ledger in ledgers {
        components = components
            .schema(ledger.key.to_string(), RefOr::T(fields(ledger, &ledger.fields, false)))
            .schema(format!("{}.input", ledger.key), RefOr::T(fields(ledger, &ledger.fields, true)));
    }
    components.build()
}

fn error() -> Schema {
    let field = ObjectBuilder::new()
        .property("field", typed("string", ""))
        .property("title", typed("string", ""))
        .property("message", typed("string", ""));
    let problem = ObjectBuilder::new()
        .property("code", typed("string", ""))
        .property("message", typed("string", ""))
        .property("rule", typed("string", ""))
        .property("basis", typed("string", ""))
        .property("fields", ArrayBuilder::new().items(RefOr::T(field.into())))
        .required("code")
        .required("message");
    ObjectBuilder::new().property("error", problem).required("error").into()
}

/// Fields of a ledger as they are answered, or as they are sent.
fn fields(ledger: &Ledger, all: &[Field], sent: bool) -> Schema {
    let mut object = ObjectBuilder::new().title(Some(ledger.title.to_string()));
    let computed = |field: &Field| field.formula.is_some() || field.lookup.is_some();
    for field in all.iter().filter(|field| !sent || !computed(field)) {
        object = object.property(field.name.to_string(), field_schema(ledger, field, sent));
        if sent && field.required {
            object = object.required(field.name.to_string());
        }
    }
    object.into()
}

fn field_schema(ledger: &Ledger, field: &Field, sent: bool) -> Schema {
    let masked = !sent && field.class >= Class::Personal;
    let about = match &field.help {
        Some(help) => format!("{} ({}): {help}", field.title, kind(&field.ty)),
        None => format!("{} ({})", field.title, kind(&field.ty)),
    };
    match &field.ty {
        FieldType::List(inner) => {
            ArrayBuilder::new().description(Some(about)).items(RefOr::T(fields(ledger, inner, sent))).into()
        }
        _ if masked => typed("string?", &about),
        FieldType::Int => typed("integer?", &about),
        FieldType::Bool => typed("boolean?", &about),
        FieldType::File | FieldType::Files => {
            let file =
                ObjectBuilder::new().property("sha256", typed("string", "")).property("name", typed("string", ""));
            ArrayBuilder::new().description(Some(about)).items(RefOr::T(file.into())).into()
        }
        FieldType::Ref(_) | FieldType::Place => {
            ObjectBuilder::new().schema_type(SchemaType::AnyValue).description(Some(about)).into()
        }
        FieldType::Code(_) | FieldType::Tree(_) | FieldType::Org | FieldType::Account | FieldType::Period if !sent => {
            let pair = ObjectBuilder::new().property("key", typed("string", "")).property("title", typed("string", ""));
            pair.schema_type(SchemaType::Array(vec![Type::Object, Type::Null])).description(Some(about)).into()
        }
        _ => typed("string?", &about),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_name_of_its_own_and_says_what_it_is() {
        let all = operations();
        let names: std::collections::BTreeSet<String> = all.iter().map(name).collect();
        assert_eq!(names.len(), all.len());
        let silent: Vec<&str> = all.iter().filter(|o| o.title.is_empty()).map(|o| o.route.path).collect();
        assert_eq!(silent, Vec::<&str>::new());
        let keys = all.iter().flat_map(|o| {
            let body = if let Takes::Json(keys) = o.takes { keys } else { &[] };
            o.query.iter().chain(body).map(|(key, ..)| *key).chain(parameters_in(o.route.path)).collect::<Vec<_>>()
        });
        let silent: Vec<&str> = keys.filter(|key| t::key(key).is_empty()).collect();
        assert_eq!(silent, Vec::<&str>::new(), "every key is explained");
        assert_eq!(serde_json::json!(document("", &[]))["openapi"], "3.1.0");
    }
}
