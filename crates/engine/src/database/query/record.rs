//! PostgreSQL's own texts: of a whole row (`(1,"a b",)`), and of the same row in JSON.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::answer::Value;

/// The fields of a row's text, `None` for NULL; an empty row has one field, which is NULL.
pub(super) fn fields(row: &str) -> Vec<Option<String>> {
    let inner = row
        .strip_prefix('(')
        .and_then(|row| row.strip_suffix(')'))
        .unwrap_or(row);
    let mut fields = Vec::new();
    let mut field: Option<String> = None;
    let mut quoted = false;
    let mut characters = inner.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => field.get_or_insert_default().extend(characters.next()),
            '"' if quoted && characters.next_if_eq(&'"').is_some() => {
                field.get_or_insert_default().push('"');
            }
            '"' => {
                quoted = !quoted;
                field.get_or_insert_default();
            }
            ',' if !quoted => fields.push(field.take()),
            other => field.get_or_insert_default().push(other),
        }
    }
    fields.push(field);
    fields
}

/// The members of a JSON object in order; names may be alike.
#[derive(Debug)]
pub(super) struct Members(pub(super) Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

/// A value from both of its texts.
pub(super) fn value(text: Option<String>, json: &str) -> Value {
    let Some(text) = text else { return Value::Null };
    let is_array = text.starts_with('{');
    match json.bytes().next() {
        Some(b'"') => Value::Text(text),
        Some(b't') if text == "t" => Value::Bool(true),
        Some(b'f') if text == "f" => Value::Bool(false),
        Some(b'[') if is_array => match serde_json::from_str(json) {
            Ok(items) => Value::List(items),
            Err(_) => Value::Json {
                text,
                json: json.to_owned(),
            },
        },
        _ => match text.parse() {
            Ok(number) if text == json => Value::Integer(number),
            _ => Value::Json {
                text,
                json: json.to_owned(),
            },
        },
    }
}
