//! The OpenAPI document: from the table of operations and the ledgers of the installed packages.

use axum::{Json, extract::State, http::Method, response::IntoResponse as _};
use banjie_model::definition::{Class, Field, FieldType, Ledger};
use serde::Deserialize;
use utoipa::openapi::{
    Components, ComponentsBuilder, Content, InfoBuilder, OpenApi, OpenApiBuilder, Paths, Ref, RefOr, Required,
    ResponseBuilder, ResponsesBuilder, Schema,
    path::{HttpMethod, Operation as Described, OperationBuilder, Parameter, ParameterBuilder, ParameterIn},
    request_body::RequestBodyBuilder,
    schema::{AdditionalProperties, ArrayBuilder, ObjectBuilder, SchemaType, Type},
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
    for operation in operations() {
        let method = if operation.route.method == Method::POST { HttpMethod::Post } else { HttpMethod::Get };
        paths.add_path_operation(operation.route.path, vec![method], described(&operation));
    }
    let info = InfoBuilder::new().title(t::TITLE).version("1").description(Some(t::described(system))).build();
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components(ledgers))).build()
}

fn described(operation: &Operation) -> Described {
    let mut built = OperationBuilder::new()
        .summary(Some(operation.title))
        .description(Some(operation.route.about))
        .operation_id(Some(name(operation)));
    for part in parameters_in(operation.route.path) {
        built = built.parameter(parameter(part, "string", true, ParameterIn::Path));
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
            let content = Content::new(Some(bytes()));
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
    let object = ObjectBuilder::new();
    let object = if about.is_empty() { object } else { object.description(Some(about)) };
    let of = |ty: Type| {
        if nullable { SchemaType::Array(vec![ty, Type::Null]) } else { SchemaType::Type(ty) }
    };
    match word {
        "integer" => object.schema_type(of(Type::Integer)).into(),
        "boolean" => object.schema_type(of(Type::Boolean)).into(),
        "object" => object.schema_type(of(Type::Object)).into(),
        "array" => ArrayBuilder::new().items(RefOr::T(anything())).into(),
        "any" => anything(),
        words if words.contains('|') => object.schema_type(of(Type::String)).enum_values(Some(words.split('|'))).into(),
        _ => object.schema_type(of(Type::String)).into(),
    }
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
    let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(t::PARTS[0].1[1])).build();
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
