//! The sequence behind a serial or identity column.

use super::catalogue::Attribute;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{Sequence, TableName};

/// The column's own sequence, if it has one.
pub(super) fn of(attribute: &Attribute) -> Option<Sequence> {
    let name = attribute.sequence.clone()?;
    let counted_in = attribute.counted_in.as_deref()?;
    let values = attribute.sequence_options.as_deref()?;
    let &[start, increment, minimum, maximum, cache, cycle] = values else {
        return None;
    };
    Some(Sequence {
        name: TableName {
            schema: attribute.sequence_schema.clone(),
            name,
        },
        sql_type: Dialect::Postgres.parse_type(counted_in),
        first: if increment < 0 { maximum } else { minimum },
        options: Options {
            start,
            increment,
            minimum,
            maximum,
            cache,
            cycle: cycle != 0,
        }
        .words(limits(counted_in)),
    })
}

struct Options {
    start: i64,
    increment: i64,
    minimum: i64,
    maximum: i64,
    cache: i64,
    cycle: bool,
}

impl Options {
    /// The options that differ from PostgreSQL's defaults, in the syntax of `CREATE SEQUENCE`.
    fn words(&self, (lowest, highest): (i64, i64)) -> Vec<String> {
        let down = self.increment < 0;
        let (minimum, maximum) = if down { (lowest, -1) } else { (1, highest) };
        let start = if down { self.maximum } else { self.minimum };
        let mut words = Vec::new();
        let mut say = |differs: bool, text: String| {
            if differs {
                words.push(text);
            }
        };
        say(
            self.increment != 1,
            format!("INCREMENT BY {}", self.increment),
        );
        say(
            self.minimum != minimum,
            format!("MINVALUE {}", self.minimum),
        );
        say(
            self.maximum != maximum,
            format!("MAXVALUE {}", self.maximum),
        );
        say(self.start != start, format!("START WITH {}", self.start));
        say(self.cache != 1, format!("CACHE {}", self.cache));
        say(self.cycle, "CYCLE".to_owned());
        words
    }
}

/// The least and the greatest number of a type.
fn limits(counted_in: &str) -> (i64, i64) {
    match counted_in {
        "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
        "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    }
}
