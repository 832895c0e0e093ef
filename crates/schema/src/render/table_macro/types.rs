//! Columns' types as `table!` spells them, and the SQL types that a declaration has to define for that.

use std::collections::{HashMap, HashSet};

use super::names::camel_case;
use crate::dialect::Dialect;
use crate::schema::{Column, DeclaredType, SqlType, TypeName};

/// Names that the declared schema knows, and `diesel::sql_types` lacks.
const NOT_DIESELS: [&str; 7] = [
    "RegConfig",
    "Regconfig",
    "TextList",
    "TsQuery",
    "TsVector",
    "Tsquery",
    "Tsvector",
];

/// The portable list of strings, which is a type of ours.
const TEXT_LIST: &str = "TextList";

/// A type for a column, and how well it fits.
pub(super) struct Spelled {
    pub(super) declared: DeclaredType,
    /// Read back, it is the column's type again.
    pub(super) exact: bool,
    /// The types of [`Types`] that it names.
    pub(super) own: Option<String>,
}

/// The SQL types that the declaration defines, in the order of their first use.
pub(super) struct Types {
    dialect: Dialect,
    own: Vec<OwnType>,
    /// Their places, by what they stand for.
    places: HashMap<Option<TypeName>, usize>,
    rust_names: HashSet<String>,
}

struct OwnType {
    rust_name: String,
    attributes: Vec<String>,
}

impl Types {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            own: Vec::new(),
            places: HashMap::new(),
            rust_names: HashSet::new(),
        }
    }

    /// The type of a column. `numbered`: it is the whole key, and an integer is numbered by the database then.
    pub(super) fn spell(&mut self, column: &Column, numbered: bool) -> Spelled {
        let wanted = &column.sql_type;
        if let Some(declared) = &column.declared.sql_type
            && self.reads_as(declared, numbered).as_ref() == Some(wanted)
        {
            if declared.name == TEXT_LIST {
                return self.text_list(declared);
            }
            if is_diesels(declared) {
                return Spelled {
                    declared: declared.clone(),
                    exact: true,
                    own: None,
                };
            }
        }
        let inferred = self.inferred(wanted);
        let exact = inferred
            .as_ref()
            .is_some_and(|declared| self.reads_as(declared, numbered).as_ref() == Some(wanted));
        match inferred {
            Some(declared) if exact || !matches!(wanted.name, TypeName::Custom { .. }) => Spelled {
                declared,
                exact,
                own: None,
            },
            _ => self.defined(wanted),
        }
    }

    /// The SQL type that the reader of declarations derives from a declared type, with the numbering of a key.
    fn reads_as(&self, declared: &DeclaredType, numbered: bool) -> Option<SqlType> {
        let sql_type = self.dialect.sql_type(declared)?;
        if numbered && sql_type.is_integer() && self.dialect.key_numbering().is_none() {
            return Some(SqlType::builtin("integer"));
        }
        Some(sql_type)
    }

    /// One of Diesel's own types.
    fn inferred(&self, wanted: &SqlType) -> Option<DeclaredType> {
        let plain = |sql_type: &SqlType| self.dialect.declared_type(sql_type).filter(is_diesels);
        plain(wanted).or_else(|| {
            // `numeric(10,-2)` keeps its arguments in its name.
            let TypeName::Builtin(name) = &wanted.name else {
                return None;
            };
            let (name, _) = name.split_once('(')?;
            plain(&self.dialect.parse_type(name))
        })
    }

    /// A type that the declaration defines.
    fn defined(&mut self, wanted: &SqlType) -> Spelled {
        let Some((schema, name)) = self.catalogue_name(wanted) else {
            return Spelled {
                declared: DeclaredType::new("Text"),
                exact: false,
                own: None,
            };
        };
        let mut read = self.dialect.named_type(schema.as_deref(), &name);
        let mut max_length = None;
        if let [length] = wanted.arguments.as_slice()
            && self.dialect.takes_length(&read)
        {
            read.arguments.clone_from(&wanted.arguments);
            max_length = Some(*length);
        }
        read.dimensions = wanted.dimensions;
        let rust_name = self.define(wanted, schema.as_deref(), &name);
        let mut declared = DeclaredType::new(&rust_name);
        for outer in ["Nullable", "Array"] {
            if wanted.dimensions > 0 {
                let inner = std::mem::replace(&mut declared, DeclaredType::new(outer));
                declared.arguments.push(inner);
            }
        }
        declared.max_length = max_length;
        Spelled {
            declared,
            exact: read == *wanted,
            own: Some(rust_name),
        }
    }

    /// The name by which the database's catalogue finds a type, without array and arguments.
    fn catalogue_name(&self, wanted: &SqlType) -> Option<(Option<String>, String)> {
        if !self.dialect.features().schemas {
            return None;
        }
        match &wanted.name {
            TypeName::Builtin(name) => Some((Some("pg_catalog".into()), name.clone())),
            TypeName::Custom { schema, name } => {
                let alone = self.dialect.named_type(schema.as_deref(), name);
                // A type that has the name of one of the database's own must say whose it is.
                let schema = if alone.name == wanted.name {
                    schema.clone()
                } else {
                    Some(schema.clone().unwrap_or_else(|| "public".into()))
                };
                Some((schema, name.clone()))
            }
        }
    }

    fn define(&mut self, wanted: &SqlType, schema: Option<&str>, name: &str) -> String {
        let element = Some(wanted.name.clone());
        let own = self.places.get(&element);
        if let Some(own) = own.and_then(|place| self.own.get(*place)) {
            return own.rust_name.clone();
        }
        let taken = |types: &Self, name: &str| {
            types.rust_names.contains(name)
                || (Dialect::any_has_type(name)
                    && (name == TEXT_LIST || !NOT_DIESELS.contains(&name)))
        };
        let mut rust_name = camel_case(name);
        if taken(self, &rust_name) {
            let place = schema.filter(|schema| *schema != "pg_catalog" && *schema != "public");
            rust_name = camel_case(&format!("{}_{name}", place.unwrap_or("own")));
        }
        while taken(self, &rust_name) || rust_name == "Self" {
            rust_name.push('_');
        }
        let schema = schema.map_or(String::new(), |schema| format!(", schema = {schema:?}"));
        let attributes = vec![format!("postgres_type(name = {name:?}{schema})")];
        self.add(element, rust_name.clone(), attributes);
        rust_name
    }

    /// Adds a type that stands for `element`, which is without array and arguments; `None` for `TextList`.
    fn add(&mut self, element: Option<TypeName>, rust_name: String, attributes: Vec<String>) {
        self.places.insert(element, self.own.len());
        self.rust_names.insert(rust_name.clone());
        self.own.push(OwnType {
            rust_name,
            attributes,
        });
    }

    fn text_list(&mut self, declared: &DeclaredType) -> Spelled {
        if !self.places.contains_key(&None) {
            let attributes = vec![
                "postgres_type(oid = 1009, array_oid = 0)".into(),
                "sqlite_type(name = \"Text\")".into(),
                "mysql_type(name = \"String\")".into(),
            ];
            self.add(None, TEXT_LIST.into(), attributes);
        }
        Spelled {
            declared: declared.clone(),
            exact: true,
            own: Some(TEXT_LIST.into()),
        }
    }

    /// The definitions as Diesel's own tool writes them; empty where there are none.
    pub(super) fn module(&self) -> String {
        if self.own.is_empty() {
            return String::new();
        }
        let structs: Vec<String> = self
            .own
            .iter()
            .map(|own| {
                let attributes: String = own
                    .attributes
                    .iter()
                    .map(|attribute| format!("    #[diesel({attribute})]\n"))
                    .collect();
                format!(
                    "    #[derive(diesel::query_builder::QueryId, Clone, diesel::sql_types::SqlType)]\n\
                     {attributes}    pub struct {};\n",
                    own.rust_name
                )
            })
            .collect();
        format!(
            "pub mod sql_types {{\n    // What `diesel::sql_types` has no name for.\n\n{}}}\n\n",
            structs.join("\n")
        )
    }
}

fn is_diesels(declared: &DeclaredType) -> bool {
    !NOT_DIESELS.contains(&declared.name.as_str()) && declared.arguments.iter().all(is_diesels)
}
