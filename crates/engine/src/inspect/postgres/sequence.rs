//! The sequence behind a serial or identity column.

use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{Sequence, SequenceOptions, TableName};

/// The sequence of that name which counts in the type `counted_in`; `values` are as the catalogue has them.
pub(super) fn of(name: TableName, counted_in: &str, values: &[i64]) -> Option<Sequence> {
    let values = values.try_into().ok()?;
    Some(Sequence {
        name,
        sql_type: Dialect::Postgres.parse_type(counted_in),
        options: options(values, limits(counted_in)),
    })
}

/// The options, without those that PostgreSQL takes by default. `values` has the start, the step, the least and the
/// greatest number, the cache, and 1 for `CYCLE`.
fn options(values: [i64; 6], (lowest, highest): (i64, i64)) -> SequenceOptions {
    let [start, increment, minimum, maximum, cache, cycle] = values;
    let down = increment < 0;
    let (usual_minimum, usual_maximum) = if down { (lowest, -1) } else { (1, highest) };
    let usual_start = if down { maximum } else { minimum };
    let unless = |usual: i64, own: i64| (own != usual).then_some(own);
    SequenceOptions {
        increment,
        minimum: unless(usual_minimum, minimum),
        maximum: unless(usual_maximum, maximum),
        start: unless(usual_start, start),
        cache,
        cycle: cycle != 0,
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
