//! Exclusion constraints as SQL: written and read.

use crate::dialect::Dialect;
use crate::dialect::script::{Token, commas, parenthesized, source, tokens};
use crate::schema::{Deferrable, Exclusion, Index};

impl Dialect {
    /// The action that adds an exclusion constraint.
    pub(crate) fn exclusion_constraint(self, exclusion: &Exclusion) -> String {
        let index = &exclusion.index;
        let parts = index.parts.iter().zip(&exclusion.operators);
        let parts: Vec<String> = parts
            .map(|(part, operator)| format!("{} WITH {operator}", self.index_part(part)))
            .collect();
        let method = index.method.as_deref().unwrap_or("btree");
        let mut text = format!(
            "ADD CONSTRAINT {} EXCLUDE USING {} ({})",
            self.quote(&index.name),
            self.quote(method),
            parts.join(", ")
        );
        if !index.include.is_empty() {
            text.push_str(&format!(" INCLUDE ({})", self.quote_list(&index.include)));
        }
        if let Some(parameters) = &index.parameters {
            text.push_str(&format!(" WITH ({parameters})"));
        }
        if let Some(tablespace) = &index.tablespace {
            text.push_str(&format!(
                " USING INDEX TABLESPACE {}",
                self.quote(tablespace)
            ));
        }
        if let Some(predicate) = &index.predicate {
            text.push_str(&format!(" WHERE ({predicate})"));
        }
        text + &exclusion.deferrable.words().to_uppercase()
    }

    /// Reads the definition of an exclusion constraint as PostgreSQL writes it: `EXCLUDE USING gist (room WITH =)`. The
    /// name, the columns, the storage parameters and the moment of the check are the caller's. `None` for another text.
    #[doc(hidden)]
    pub fn read_exclusion(self, definition: &str) -> Option<Exclusion> {
        let all: Vec<Token<'_>> = tokens(self, definition).collect();
        let open = all.iter().position(|token| token.is_punctuation("("))?;
        let (list, behind) = parenthesized(all.get(open..)?)?;
        let (mut parts, mut operators) = (Vec::new(), Vec::new());
        for part in commas(list) {
            // Parentheses around the key may hold the word too.
            let with = part.iter().rposition(|token| token.is_word("with"))?;
            let (key, operator) = part.split_at_checked(with)?;
            parts.push(source(definition, key));
            operators.push(source(definition, operator.get(1..)?).to_owned());
        }
        let head = definition.get("EXCLUDE".len()..all.get(open)?.start)?;
        let is_end = |token: &&Token<'_>| token.is_word("deferrable") || token.is_word("initially");
        let end = behind
            .iter()
            .find(is_end)
            .map_or(definition.len(), |token| token.start);
        let start = behind.first().map_or(end, |token| token.start).min(end);
        let rest = definition.get(start..end)?;
        let index = format!("CREATE INDEX i ON t{head}({}) {rest}", parts.join(", "));
        let index: Index = self.read_index(&index)?;
        Some(Exclusion {
            index,
            operators,
            deferrable: Deferrable::Never,
        })
    }
}
