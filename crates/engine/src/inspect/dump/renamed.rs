//! A dump under the new names of tables, columns and types.

use std::borrow::Cow;
use std::collections::HashMap;

use super::objects::{Dump, Object};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{TokenKind, tokens};
use moviectl_schema::schema::Rename;

impl Dump {
    /// Returns the dump with the old names of tables, columns and types replaced by the new ones, as the database does in
    /// objects that use a renamed one. An object that had the new name before is replaced as well, so two dumps can be compared
    /// only if both are renamed.
    pub(crate) fn renamed(&self, dialect: Dialect, renames: &[Rename]) -> Cow<'_, Self> {
        let names: HashMap<&str, &str> = renames.iter().filter_map(old_and_new).collect();
        if names.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut renamed = Self::default();
        for (entry, object) in self.objects() {
            let replaced = |text: &String| replaced(dialect, text, &names);
            let object = Object {
                definition: replaced(&object.definition),
                uses: object.uses.iter().map(replaced).collect(),
                ..object.clone()
            };
            renamed.add_object(entry.kind.clone(), replaced(&entry.name), object);
        }
        Cow::Owned(renamed)
    }
}

/// The names that a renaming changes in the definitions of other objects.
fn old_and_new(rename: &Rename) -> Option<(&str, &str)> {
    match rename {
        Rename::Table { from, to } | Rename::Enum { from, to } => {
            Some((from.name.as_str(), to.name.as_str()))
        }
        Rename::Column { from, to, .. } | Rename::Value { from, to, .. } => {
            Some((from.as_str(), to.as_str()))
        }
        _ => None,
    }
}

/// The text with each identifier replaced that has another name. Quotes that the name does not need are left out.
fn replaced(dialect: Dialect, text: &str, names: &HashMap<&str, &str>) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for token in tokens(dialect, text) {
        let name = match token.kind {
            TokenKind::String => token
                .text
                .get(1..token.text.len().saturating_sub(1))
                .map(ToOwned::to_owned),
            _ => token.identifier(),
        };
        let Some(new) = name.as_deref().and_then(|name| {
            names
                .get(name)
                .or_else(|| names.values().find(|new| **new == name))
        }) else {
            continue;
        };
        shown.push_str(text.get(from..token.start).unwrap_or_default());
        shown.push_str(new);
        from = token.end();
    }
    shown.push_str(text.get(from..).unwrap_or_default());
    shown
}
