//! The tokens of a SQLite statement, with their places in it. Comments and white space are between tokens.

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword or a name without quotes.
    Word,
    /// A name in `"…"`, `` `…` `` or `[…]`.
    Quoted,
    /// A string in `'…'`, which SQLite also takes for a name where it expects one.
    String,
    /// A number or a blob.
    Literal,
    /// Any other character, by itself.
    Symbol,
}

/// A token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    /// The offset of its first byte.
    pub(super) start: usize,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn is_keyword(&self, keyword: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    pub(super) fn is_symbol(&self, symbol: char) -> bool {
        self.kind == Kind::Symbol && self.text.starts_with(symbol)
    }

    /// The name that the token spells, without its quotes, if it can be one.
    pub(super) fn name(&self) -> Option<String> {
        match self.kind {
            Kind::Word => Some(self.text.to_owned()),
            Kind::Quoted | Kind::String => Some(unquote(self.text)),
            Kind::Literal | Kind::Symbol => None,
        }
    }
}

fn unquote(text: &str) -> String {
    let mut characters = text.chars();
    let quote = characters.next();
    characters.next_back();
    let inner = characters.as_str();
    match quote {
        Some('[') | None => inner.to_owned(),
        Some(quote) => inner.replace(&String::from_iter([quote, quote]), &quote.to_string()),
    }
}

/// All tokens of `sql`; an error says which quote is never closed.
pub(super) fn tokenize(sql: &str) -> Result<Vec<Token<'_>>, String> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let blank = blank_length(rest, first);
        let length = if blank > 0 {
            blank
        } else {
            let (kind, length) = measure(rest, first)?;
            if let Some(text) = rest.get(..length) {
                let start = sql.len() - rest.len();
                tokens.push(Token { kind, text, start });
            }
            length
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(tokens)
}

/// How many bytes of white space or comment are at the beginning.
fn blank_length(rest: &str, first: char) -> usize {
    if first.is_ascii_whitespace() {
        1
    } else if rest.starts_with("--") {
        rest.find('\n').unwrap_or(rest.len())
    } else if let Some(comment) = rest.strip_prefix("/*") {
        comment.find("*/").map_or(rest.len(), |end| end + 4)
    } else {
        0
    }
}

fn measure(rest: &str, first: char) -> Result<(Kind, usize), String> {
    let second = rest.chars().nth(1);
    Ok(match first {
        '\'' => (Kind::String, quoted_length(rest, '\'')?),
        '"' | '`' => (Kind::Quoted, quoted_length(rest, first)?),
        '[' => (Kind::Quoted, quoted_length(rest, ']')?),
        'x' | 'X' if second == Some('\'') => {
            let string = rest.get(1..).unwrap_or_default();
            (Kind::Literal, 1 + quoted_length(string, '\'')?)
        }
        '0'..='9' => (Kind::Literal, number_length(rest)),
        '.' if second.is_some_and(|digit| digit.is_ascii_digit()) => {
            (Kind::Literal, number_length(rest))
        }
        _ if is_word(first) => {
            let length = rest.find(|character| !is_word(character));
            (Kind::Word, length.unwrap_or(rest.len()))
        }
        _ => (Kind::Symbol, first.len_utf8()),
    })
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '$') || !character.is_ascii()
}

fn number_length(rest: &str) -> usize {
    let mut before = ' ';
    rest.find(|character: char| {
        let sign_of_exponent = matches!(character, '+' | '-') && matches!(before, 'e' | 'E');
        before = character;
        !(is_word(character) || character == '.' || sign_of_exponent)
    })
    .unwrap_or(rest.len())
}

/// The length of the quoted text at the beginning; a quote is doubled to stand for itself, except a bracket.
fn quoted_length(rest: &str, close: char) -> Result<usize, String> {
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((offset, character)) = characters.next() {
        if character == close {
            let doubled = characters.peek().is_some_and(|(_, next)| *next == close);
            if close == ']' || !doubled {
                return Ok(offset + 1);
            }
            characters.next();
        }
    }
    Err(format!("no closing {close}"))
}
