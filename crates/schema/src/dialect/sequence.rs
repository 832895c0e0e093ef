//! Options of sequences as SQL.

use super::Dialect;
use crate::schema::SequenceOptions;

impl Dialect {
    /// The options of a sequence that are not the default, as `CREATE SEQUENCE` takes them.
    #[doc(hidden)]
    pub fn sequence_options(self, options: SequenceOptions) -> Vec<String> {
        let number = |words: &str, own: Option<i64>| own.map(|own| format!("{words} {own}"));
        let unless = |usual: i64, own: i64| (own != usual).then_some(own);
        [
            number("INCREMENT BY", unless(1, options.increment)),
            number("MINVALUE", options.minimum),
            number("MAXVALUE", options.maximum),
            number("START WITH", options.start),
            number("CACHE", unless(1, options.cache)),
            options.cycle.then(|| "CYCLE".to_owned()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
