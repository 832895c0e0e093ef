//! Enum types as `table_args!` declares them.

use super::names::is_identifier;
use crate::schema::Schema;

/// The statements, all in one part of `table_args!`; none where there are no enum types.
pub(super) fn lines(schema: &Schema, gaps: &mut Vec<String>) -> Vec<String> {
    let mut lines = String::new();
    for own in &schema.enums {
        if own.labels.is_empty() {
            gaps.push(format!("enum '{}' is left out: it has no values", own.name));
            continue;
        }
        let name = in_quotes(&own.name.name);
        let schema = own.name.schema.as_deref();
        let schema = schema.map_or(String::new(), |schema| in_quotes(schema) + ".");
        let labels = own.labels.iter().map(|label| format!("{label:?}"));
        let labels: Vec<String> = labels.collect();
        lines.push_str(&format!(
            "    enum {schema}{name} ({});\n",
            labels.join(", ")
        ));
    }
    (!lines.is_empty()).then_some(lines).into_iter().collect()
}

/// A name in quotes, where Rust can't have it otherwise.
fn in_quotes(name: &str) -> String {
    if is_identifier(name) {
        name.to_owned()
    } else {
        format!("{name:?}")
    }
}
