//! A moviectl command as it is typed, to words.

/// Splits a line as a shell does: blanks separate, quotes and `\` keep together. `None` where a quote stays open.
pub(super) fn split(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match (character, quote) {
            ('\\', None | Some('"')) => word.get_or_insert_default().push(characters.next()?),
            (_, Some(open)) if character == open => quote = None,
            ('"' | '\'', None) => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (blank, None) if blank.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::split;

    #[test]
    fn quotes_keep_together() {
        let line = r#"add-movie "The Matrix" --director 'Lana "W"' a\ b "" "c\"d" é"#;
        let words = [
            "add-movie",
            "The Matrix",
            "--director",
            "Lana \"W\"",
            "a b",
            "",
            "c\"d",
            "é",
        ];
        assert_eq!(split(line).unwrap(), words);
        assert_eq!(split("list \"x"), None);
        assert_eq!(split("list \\"), None);
        assert!(split("  ").unwrap().is_empty());
    }
}
