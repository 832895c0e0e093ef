//! The nesting that a declared file may have, so that no text overflows the stack of its reader.
//!
//! The parser calls itself for each bracket, for each `<` of a type, and for some operators (`!!x`, `a = b = c`). The
//! first two are counted exactly; their limit is far beyond any file in use. The limit for operators is the number of
//! tokens between two commas or semicolons. The parser runs in a thread whose stack has room for that many calls.

use std::path::Path;
use std::sync::Arc;

use proc_macro2::{Delimiter, Spacing, Span, TokenStream, TokenTree};

use super::error::{DeclaredError, position};
use crate::source::Source;

/// How deep brackets and types may nest.
const DEEPEST: usize = 128;

/// How many tokens may follow each other without a comma, a semicolon or the end of an item.
const LONGEST: usize = 2048;

/// The macros that are read; others are passed over.
const READ: [&str; 3] = ["joinable", "table", "table_args"];

/// Room for a call of the parser for each of so many tokens, also without optimization. It is memory only where it is used.
const STACK: usize = LONGEST * 64 * 1024;

/// Runs `work` where the stack has room for everything that [`check`] lets through.
///
/// # Errors
///
/// Its own, or that of a system that gives no thread.
pub(super) fn on_deep_stack<T: Send>(
    path: &Path,
    work: impl FnOnce() -> Result<T, DeclaredError> + Send,
) -> Result<T, DeclaredError> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .map_err(|error| DeclaredError::Unreadable {
                path: path.to_owned(),
                error,
            })?;
        match thread.join() {
            Ok(outcome) => outcome,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Counters between one bracket and its partner.
struct Level {
    rest: std::iter::Peekable<proc_macro2::token_stream::IntoIter>,
    /// Inside of a macro that is passed over, and never parsed.
    raw: bool,
    /// How many `<` are open.
    types: usize,
    /// How many tokens there were since the last separator.
    run: usize,
    /// The last token where it goes on in the next one, as in `->`, and where it makes a macro of a name.
    last: Option<char>,
    /// The name before.
    name: Option<String>,
}

impl Level {
    fn new(stream: TokenStream, raw: bool) -> Self {
        Self {
            rest: stream.into_iter().peekable(),
            raw,
            types: 0,
            run: 0,
            last: None,
            name: None,
        }
    }

    /// Counts a token, and tells whether the group that it is must be passed over.
    fn see(&mut self, token: &TokenTree) -> bool {
        let last = self.last.take();
        match token {
            TokenTree::Punct(punct) => {
                self.punctuation(punct.as_char(), last);
                if punct.spacing() == Spacing::Joint || punct.as_char() == '!' {
                    self.last = Some(punct.as_char());
                }
            }
            TokenTree::Ident(word) => {
                // `macro_rules! name { … }`
                if last == Some('!') && self.name.is_some() {
                    self.last = last;
                } else {
                    self.name = Some(word.to_string());
                }
            }
            TokenTree::Group(group) => {
                let name = self.name.take().filter(|_| last == Some('!'));
                let read = name.is_none_or(|name| READ.contains(&name.as_str()));
                if group.delimiter() == Delimiter::Brace && self.begins_an_item() {
                    (self.run, self.types) = (0, 0);
                }
                return self.raw || !read;
            }
            TokenTree::Literal(_) => {}
        }
        if self.raw {
            (self.run, self.types) = (0, 0);
        } else {
            self.run += 1;
        }
        false
    }

    fn punctuation(&mut self, character: char, last: Option<char>) {
        let next = self.rest.peek();
        match (character, last) {
            // `1 << 3`
            ('<', Some('<')) if matches!(next, Some(TokenTree::Literal(_))) => {
                self.types = self.types.saturating_sub(1);
            }
            ('<', _) => {
                let compares =
                    matches!(next, Some(TokenTree::Punct(next)) if next.as_char() == '=');
                self.types += usize::from(!compares);
            }
            ('>', Some('-')) => {}
            // `=>` is in no type.
            ('>', Some('=')) => self.types = 0,
            ('>', _) => self.types = self.types.saturating_sub(1),
            (';', _) => (self.run, self.types) = (0, 0),
            // `A<B, C<D, …>>`: a comma ends no type.
            (',', _) if self.types == 0 => self.run = 0,
            _ => {}
        }
        // A name is a macro's with the mark behind it alone.
        if character != '!' {
            self.name = None;
        }
    }

    /// Returns whether what comes next begins another item or statement, rather than going on with an expression.
    fn begins_an_item(&mut self) -> bool {
        match self.rest.peek() {
            None => true,
            Some(TokenTree::Ident(word)) => word != "else" && word != "as",
            Some(TokenTree::Punct(punct)) => punct.as_char() == '#',
            Some(_) => false,
        }
    }
}

/// Refuses what nests too deep, with its place. Walks without calling itself.
///
/// # Errors
///
/// [`DeclaredError::Syntax`].
pub(super) fn check(source: &Arc<Source>, stream: &TokenStream) -> Result<(), DeclaredError> {
    let refused = |span: Span, message: String| DeclaredError::Syntax {
        at: position(source, span),
        message,
    };
    let mut types = 0;
    let mut levels = vec![Level::new(stream.clone(), false)];
    while let Some(level) = levels.last_mut() {
        let Some(token) = level.rest.next() else {
            types -= level.types;
            levels.pop();
            continue;
        };
        types -= level.types;
        let raw = level.see(&token);
        types += level.types;
        let run = level.run;
        if run > LONGEST {
            let message = format!("more than {LONGEST} tokens without a comma or a semicolon");
            return Err(refused(token.span(), message));
        }
        if let TokenTree::Group(group) = &token {
            levels.push(Level::new(group.stream(), raw));
        }
        if levels.len() - 1 + types > DEEPEST {
            let message = format!("this is nested more than {DEEPEST} levels deep");
            return Err(refused(token.span(), message));
        }
    }
    Ok(())
}
