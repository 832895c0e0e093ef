//! A command line, to words.

/// Splits a line as a shell does: blanks separate, quotes and `\` keep together. `None` where a quote stays open.
pub(crate) fn split_words(line: &str) -> Option<Vec<String>> {
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
            (' ' | '\t', None) => words.extend(word.take()),
            ('#', None) if word.is_none() => break,
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[test]
fn words_are_split_as_a_shell_does() {
    let words = |line| split_words(line).unwrap();
    assert_eq!(words("list  --format repr"), ["list", "--format", "repr"]);
    assert_eq!(
        words(r#"a "The Matrix" 'b "c"'"#),
        ["a", "The Matrix", "b \"c\""]
    );
    assert_eq!(words(r#"a\ b "c\"d" """#), ["a b", "c\"d", ""]);
    assert_eq!(words("setup   # a remark"), ["setup"]);
    assert_eq!(split_words("a \"b"), None);
}
