//! Indexes, in parts.

/// An index that no constraint has made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    /// The index's name.
    pub name: String,
    /// The columns that it touches: keys, included ones, and those in its expressions and condition.
    pub columns: Vec<String>,
    /// True if it allows no duplicates.
    pub unique: bool,
    /// The access method in lower case: `gin`, or `fulltext` and `spatial` on MySQL. `None` for a B-tree.
    pub method: Option<String>,
    /// The keys, in order; never empty.
    pub parts: Vec<IndexPart>,
    /// Columns that are only stored in it.
    pub include: Vec<String>,
    /// True if two NULLs are duplicates.
    pub nulls_not_distinct: bool,
    /// Storage parameters as SQL: `fillfactor='70'`.
    pub parameters: Option<String>,
    /// The tablespace, if it is not the database's default.
    pub tablespace: Option<String>,
    /// The condition of a partial index as SQL, without parentheses around it.
    pub predicate: Option<String>,
    /// The word by which the server's optimizer leaves it out: `INVISIBLE` on MySQL, `IGNORED` on MariaDB. It is compared
    /// between two databases only: an index that is made again gets it back.
    pub hidden: Option<&'static str>,
}

/// A key of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexPart {
    /// The value that is compared.
    pub key: IndexKey,
    /// The collation as SQL, if it is not the column's.
    pub collation: Option<String>,
    /// The operator class as SQL, with its parameters; `None` for the type's default.
    pub operator_class: Option<String>,
    /// True for `DESC`.
    pub descending: bool,
    /// True for `NULLS FIRST`, false for `NULLS LAST`; `None` for the default of the direction.
    pub nulls_first: Option<bool>,
}

/// The value that a key of an index compares.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum IndexKey {
    /// A column.
    Column(String),
    /// The beginning of a column's value.
    Prefix {
        /// The column.
        column: String,
        /// The number of characters, or bytes of a binary type.
        length: u32,
    },
    /// An expression as SQL, without parentheses around it.
    Expression(String),
}

impl Index {
    /// A plain index over columns, in the default order.
    pub fn of_columns(name: &str, columns: &[String]) -> Self {
        Self {
            name: name.to_owned(),
            columns: columns.to_vec(),
            parts: columns.iter().map(IndexPart::column).collect(),
            ..Self::default()
        }
    }

    /// Reports whether no two rows have the same values in the columns: it is unique, has no condition, and compares whole
    /// columns.
    pub fn is_key(&self) -> bool {
        self.unique && self.predicate.is_none() && self.whole_columns().count() == self.parts.len()
    }

    /// The keys that are whole columns. An index with a method of its own kind (`FULLTEXT`) has them too.
    pub fn whole_columns(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match &part.key {
            IndexKey::Column(column) => Some(column.as_str()),
            IndexKey::Prefix { .. } | IndexKey::Expression(_) => None,
        })
    }

    /// Its expressions and its condition.
    pub fn sql(&self) -> impl Iterator<Item = &str> {
        let expressions = self.parts.iter().filter_map(|part| match &part.key {
            IndexKey::Expression(sql) => Some(sql.as_str()),
            IndexKey::Column(_) | IndexKey::Prefix { .. } => None,
        });
        expressions.chain(self.predicate.as_deref())
    }

    /// The index in the words of a declaration, from behind its name on: `using gin (a, b desc) where c > 0`.
    pub(crate) fn words(&self) -> String {
        let parts: Vec<String> = self.parts.iter().map(IndexPart::words).collect();
        let method = self.method.iter().map(|method| format!("using {method} "));
        let mut text = method.collect::<String>() + &format!("({})", parts.join(", "));
        if !self.include.is_empty() {
            text.push_str(&format!(" include ({})", self.include.join(", ")));
        }
        if self.nulls_not_distinct {
            text.push_str(" nulls not distinct");
        }
        for (before, own, behind) in [
            (" with (", &self.parameters, ")"),
            (" tablespace ", &self.tablespace, ""),
            (" where ", &self.predicate, ""),
        ] {
            if let Some(own) = own {
                text.push_str(&format!("{before}{own}{behind}"));
            }
        }
        if let Some(word) = self.hidden {
            text.push_str(&format!(" {}", word.to_lowercase()));
        }
        text
    }

    /// Its expressions and its condition, to be changed.
    #[doc(hidden)]
    pub fn sql_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let expressions = self
            .parts
            .iter_mut()
            .filter_map(|part| match &mut part.key {
                IndexKey::Expression(sql) => Some(sql),
                IndexKey::Column(_) | IndexKey::Prefix { .. } => None,
            });
        expressions.chain(&mut self.predicate)
    }

    /// The names of columns, wherever one is written as a name.
    pub(crate) fn columns_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let keys = self
            .parts
            .iter_mut()
            .filter_map(|part| match &mut part.key {
                IndexKey::Column(column) | IndexKey::Prefix { column, .. } => Some(column),
                IndexKey::Expression(_) => None,
            });
        self.columns.iter_mut().chain(keys).chain(&mut self.include)
    }
}

impl IndexPart {
    /// The key in the words of a declaration: `a desc nulls last`.
    fn words(&self) -> String {
        let mut text = match &self.key {
            IndexKey::Column(column) => column.clone(),
            IndexKey::Prefix { column, length } => format!("{column}({length})"),
            IndexKey::Expression(sql) => format!("({sql})"),
        };
        if let Some(collation) = &self.collation {
            text.push_str(&format!(" collate {collation}"));
        }
        if let Some(class) = &self.operator_class {
            text.push_str(&format!(" {class}"));
        }
        if self.descending {
            text.push_str(" desc");
        }
        text.push_str(match self.nulls_first {
            Some(true) => " nulls first",
            Some(false) => " nulls last",
            None => "",
        });
        text
    }

    /// A key that is a column, in the default order.
    pub fn column(name: impl Into<String>) -> Self {
        Self::of(IndexKey::Column(name.into()))
    }

    /// A key in the default order.
    pub fn of(key: IndexKey) -> Self {
        Self {
            key,
            collation: None,
            operator_class: None,
            descending: false,
            nulls_first: None,
        }
    }

    /// Reports whether it is a column and nothing else.
    pub(crate) fn is_whole_column(&self) -> bool {
        matches!(self.key, IndexKey::Column(_))
            && self.is_plain()
            && !self.descending
            && self.nulls_first.is_none()
    }

    /// Reports whether it is a column, or the beginning of one, with at most a direction.
    pub fn is_plain(&self) -> bool {
        self.collation.is_none()
            && self.operator_class.is_none()
            && !matches!(self.key, IndexKey::Expression(_))
    }
}
