//! Literals, and what a column of a type makes of them.

use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Token, TokenKind, tokens};

const DIALECT: Dialect = Dialect::Mysql;

/// A literal.
pub(super) enum Value {
    Text(String),
    Number { negative: bool, digits: String },
    Bits(String),
    Bytes(Vec<u8>),
}

impl Value {
    pub(super) fn of(all: &[Token<'_>], text: &str) -> Option<Self> {
        match all {
            [one] if one.kind == TokenKind::String => one.mysql_string().map(Self::Text),
            [one] if one.is_word("true") => Some(Self::number("1")),
            [one] if one.is_word("false") => Some(Self::number("0")),
            [b, bits] if b.is_word("b") && bits.kind == TokenKind::String => {
                Some(Self::Bits(bits.mysql_string()?))
            }
            [one] if one.text.starts_with("b'") => {
                let bits = one.text.strip_prefix("b'")?.strip_suffix('\'')?;
                Some(Self::Bits(bits.to_owned()))
            }
            [one] if one.text.starts_with("0x") => {
                let digits = one.text.strip_prefix("0x")?;
                Some(Self::Bytes(hexadecimal(digits)?))
            }
            // As MariaDB 11.8 has them in its catalogue.
            [x, digits] if x.is_word("x") && digits.kind == TokenKind::String => {
                Some(Self::Bytes(hexadecimal(&digits.mysql_string()?)?))
            }
            [one] if one.text.starts_with("x'") => {
                let digits = one.text.strip_prefix("x'")?.strip_suffix('\'')?;
                Some(Self::Bytes(hexadecimal(digits)?))
            }
            // MySQL's spelling of a negative number in an expression.
            [minus, open, number, close]
                if minus.is_punctuation("-")
                    && open.is_punctuation("(")
                    && close.is_punctuation(")")
                    && is_number(number.text) =>
            {
                Some(Self::number(&format!("-{}", number.text)))
            }
            _ if is_number(text) => Some(Self::number(text)),
            _ => None,
        }
    }

    fn number(text: &str) -> Self {
        let digits = text.trim_start_matches(['-', '+']).to_owned();
        Self::Number {
            negative: text.starts_with('-'),
            digits,
        }
    }

    /// The value as a number, if it is one or the text of one.
    fn numeric(&self) -> Option<(bool, String)> {
        match self {
            Self::Number { negative, digits } => Some((*negative, digits.clone())),
            Self::Text(text) if is_number(text) => Self::number(text).numeric(),
            Self::Text(_) | Self::Bits(_) | Self::Bytes(_) => None,
        }
    }

    pub(super) fn integer(&self) -> Option<String> {
        let (negative, digits) = self.numeric()?;
        let whole = digits.chars().all(|digit| digit.is_ascii_digit());
        whole.then(|| signed(negative, digits.trim_start_matches('0'), ""))
    }

    /// Without what fills it up to the scale.
    pub(super) fn decimal(&self, scale: u32) -> Option<String> {
        let (negative, digits) = self.numeric()?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let fraction = fraction.trim_end_matches('0');
        let plain = whole.chars().chain(fraction.chars());
        let fits = fraction.len() <= usize::try_from(scale).unwrap_or(usize::MAX);
        (fits && plain.clone().all(|digit| digit.is_ascii_digit()))
            .then(|| signed(negative, whole.trim_start_matches('0'), fraction))
    }

    pub(super) fn float(&self, most: usize) -> Option<String> {
        let (negative, digits) = self.numeric()?;
        let mantissa = digits.split(['e', 'E']).next().unwrap_or_default();
        let significant = mantissa
            .chars()
            .filter(char::is_ascii_digit)
            .skip_while(|digit| *digit == '0');
        if significant.count() > most {
            return None;
        }
        let number: f64 = digits.parse().ok()?;
        let sign = if negative && number != 0.0 { "-" } else { "" };
        let plain = number == 0.0 || (1e-5..1e15).contains(&number);
        Some(match plain {
            true => format!("{sign}{number}"),
            false => format!("{sign}{number:e}"),
        })
    }

    pub(super) fn text(&self) -> Option<String> {
        match self {
            // A CHAR forgets the spaces at its end, or fills itself up with them.
            Self::Text(text) => (!text.ends_with(' ')).then(|| DIALECT.literal(text)),
            Self::Number { .. } => self.integer().map(|number| format!("'{number}'")),
            Self::Bits(_) | Self::Bytes(_) => None,
        }
    }

    /// Bytes: as text where all of them are letters that one can read, else as digits. A column of a fixed size fills
    /// them up with zeros, which some catalogues leave out.
    pub(super) fn bytes(&self, fixed: bool) -> Option<String> {
        let mut bytes = match self {
            // A replacement character stands for bytes that are not text; the bytes themselves are unknown.
            Self::Text(text) if !text.contains(char::REPLACEMENT_CHARACTER) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
            _ => return None,
        };
        while fixed && let Some((0, rest)) = bytes.split_last() {
            bytes = rest;
        }
        let readable = |byte: &u8| byte.is_ascii_graphic() || *byte == b' ';
        if bytes.iter().all(readable) {
            return Some(DIALECT.literal(&String::from_utf8_lossy(bytes)));
        }
        let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        Some(format!("0x{digits}"))
    }

    /// One of an enum's values, as they are spelled in its name.
    pub(super) fn member(&self, name: &str) -> Option<String> {
        let Self::Text(text) = self else { return None };
        tokens(DIALECT, name)
            .any(|token| token.mysql_string().as_ref() == Some(text))
            .then(|| DIALECT.literal(text))
    }

    /// A date or a time that is written out: with a digit wherever `pattern` has a zero.
    pub(super) fn moment(&self, pattern: &str) -> Option<String> {
        let Self::Text(text) = self else { return None };
        let fits = text.len() == pattern.len()
            && text
                .chars()
                .zip(pattern.chars())
                .all(|(own, wanted)| match wanted {
                    '0' => own.is_ascii_digit(),
                    other => own == other,
                });
        fits.then(|| DIALECT.literal(text))
    }

    pub(super) fn bits(&self) -> Option<String> {
        let Self::Bits(bits) = self else { return None };
        let bits = bits.trim_start_matches('0');
        Some(format!("b'{}'", if bits.is_empty() { "0" } else { bits }))
    }
}

/// The bytes that `6162` stands for. No digits are no bytes.
fn hexadecimal(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits
        .len()
        .is_multiple_of(2)
        .then(|| pairs.map(byte).collect())?
}

pub(super) fn is_number(text: &str) -> bool {
    let digits = |letter: char| letter.is_ascii_digit() || "+-.eE".contains(letter);
    text.chars().all(digits)
        && text.contains(|letter: char| letter.is_ascii_digit())
        && text.parse::<f64>().is_ok()
}

fn signed(negative: bool, whole: &str, fraction: &str) -> String {
    let sign = if negative && !(whole.is_empty() && fraction.is_empty()) {
        "-"
    } else {
        ""
    };
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}
