//! The options on the command line.

/// How many pairs are run unless the command line says otherwise.
const PAIRS: usize = 20;

/// The options on the command line.
pub(crate) struct Options {
    pub(crate) pairs: usize,
    pub(crate) words: Vec<String>,
}

impl Options {
    pub(crate) fn parse(mut args: impl Iterator<Item = String>) -> Self {
        let mut options = Self {
            pairs: PAIRS,
            words: Vec::new(),
        };
        while let Some(argument) = args.next() {
            match argument.as_str() {
                "--pairs" => {
                    let pairs = args.next().and_then(|number| number.parse().ok());
                    options.pairs = pairs.expect("--pairs wants a number");
                }
                // Cargo's own.
                "--bench" => {}
                word => options.words.push(word.to_owned()),
            }
        }
        options
    }

    pub(crate) fn wants(&self, name: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| name.contains(word.as_str()))
    }
}
