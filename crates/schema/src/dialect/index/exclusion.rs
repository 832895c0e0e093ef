//! Exclusion constraints, read in parts.

use crate::dialect::Dialect;
use crate::dialect::script::{Token, commas, parenthesized, source, tokens};
use crate::schema::{Deferrable, Exclusion, Index};

impl Dialect {
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
