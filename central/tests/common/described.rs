//! Answers against the description.

use serde_json::Value;

use super::Answer;

/// Every answer in these tests must be one that `openapi.json` describes: path, method, status, type, shape.
pub(crate) fn described(method: &str, path: &str, answer: &Answer) {
    let openapi: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    let path = path.split('?').next().unwrap();
    let matches = |pattern: &str| {
        pattern.split('/').count() == path.split('/').count()
            && pattern.split('/').zip(path.split('/')).all(|(p, s)| p.starts_with('{') || p == s)
    };
    let Some((_, methods)) = openapi["paths"].as_object().unwrap().iter().find(|(pattern, _)| matches(pattern)) else {
        assert_eq!(answer.status, 404, "{path} is not described");
        return;
    };
    let Some(operation) = methods.get(method.to_lowercase()) else {
        assert_eq!(answer.status, 405, "{method} {path} is not described");
        return;
    };
    // A wrong signature is refused whatever it asks for; the description says so once, at its top.
    if answer.status == 401 && operation["security"].is_null() {
        return;
    }
    let described = &operation["responses"][answer.status.to_string()];
    assert!(described.is_object(), "{method} {path}: the status {} is not described", answer.status);
    for name in described["headers"].as_object().into_iter().flat_map(serde_json::Map::keys) {
        // Retry-After stands only where waiting helps.
        let there = answer.field(name).is_some();
        assert!(there || name == "Retry-After", "{method} {path} {}: no {name}", answer.status);
    }
    let Some(content) = described["content"].as_object() else {
        assert!(answer.body.is_empty(), "{method} {path} {}: an undescribed body", answer.status);
        return;
    };
    let kind = answer.field("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap().trim();
    let schema =
        &content.get(kind).unwrap_or_else(|| panic!("{method} {path}: the type {kind} is not described"))["schema"];
    if kind.ends_with("json") {
        conforms(&openapi, schema, &answer.json(), &format!("{method} {path} {}", answer.status));
    }
}

/// The part of JSON Schema that the description uses.
fn conforms(openapi: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        return conforms(openapi, openapi.pointer(name.trim_start_matches('#')).unwrap(), value, at);
    }
    if let Some(allowed) = schema["enum"].as_array() {
        assert!(allowed.contains(value), "{at}: {value} is none of {allowed:?}");
    }
    if schema.get("const").is_some() {
        assert_eq!(&schema["const"], value, "{at}");
    }
    let is = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        _ => true,
    };
    assert!(is, "{at}: {value} is not of type {}", schema["type"]);
    for name in schema["required"].as_array().into_iter().flatten() {
        assert!(value.get(name.as_str().unwrap()).is_some(), "{at}: {name} is missing");
    }
    if let (Some(members), Some(described)) = (value.as_object(), schema["properties"].as_object()) {
        for (name, member) in members {
            let inner = described.get(name).unwrap_or_else(|| panic!("{at}: the member {name} is not described"));
            conforms(openapi, inner, member, &format!("{at}.{name}"));
        }
    }
    if let (Some(values), Some(inner)) = (value.as_array(), schema.get("items")) {
        values.iter().for_each(|value| conforms(openapi, inner, value, at));
    }
}
