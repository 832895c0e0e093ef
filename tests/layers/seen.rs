//! The modules, words and SQL in one file.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::tokens::{is_punct, is_separator, name_at};

/// The names and string literals in one file.
#[derive(Default)]
pub(crate) struct Seen {
    /// The first name of each path from the root of this crate or of another one of ours.
    pub(crate) modules: BTreeSet<String>,
    /// First names of paths and attributes, and names of macros.
    pub(crate) words: BTreeSet<String>,
    /// String literals, but for doc comments.
    pub(crate) literals: Vec<String>,
}

impl Seen {
    /// Reads tokens that stand in `module`, those of macros and attributes included.
    pub(crate) fn walk(&mut self, tokens: TokenStream, module: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            at = match &tokens[at] {
                TokenTree::Ident(_) => self.ident(&tokens, at, module),
                TokenTree::Group(group) => {
                    let attribute = at > 0
                        && group.delimiter() == Delimiter::Bracket
                        && (is_punct(tokens.get(at - 1), '#') || is_punct(tokens.get(at - 1), '!'));
                    self.group(group.stream(), attribute, module);
                    at + 1
                }
                TokenTree::Literal(literal) => {
                    self.literals.push(literal.to_string());
                    at + 1
                }
                TokenTree::Punct(_) => at + 1,
            };
        }
    }

    fn group(&mut self, stream: TokenStream, attribute: bool, module: &[String]) {
        if attribute {
            match stream.clone().into_iter().next() {
                Some(TokenTree::Ident(name)) if name == "doc" => return,
                Some(TokenTree::Ident(name)) => drop(self.words.insert(name.to_string())),
                _ => {}
            }
        }
        self.walk(stream, module);
    }

    /// Reads on from an identifier, and says where the next token to read is.
    fn ident(&mut self, tokens: &[TokenTree], at: usize, module: &[String]) -> usize {
        let word = name_at(tokens, at).unwrap_or_default();
        if word == "mod"
            && let (Some(name), Some(TokenTree::Group(body))) =
                (name_at(tokens, at + 1), tokens.get(at + 2))
        {
            let mut inner = module.to_vec();
            inner.push(name);
            self.walk(body.stream(), &inner);
            return at + 3;
        }
        if is_separator(tokens, at + 1) {
            if at >= 2 && is_separator(tokens, at - 2) {
                self.standard_module(tokens, at);
                return at + 1;
            }
            let base = match word.as_str() {
                "crate" | "moviectl_schema" | "moviectl_engine" => Some(Vec::new()),
                "self" => Some(module.to_vec()),
                "super" => Some(parent(module)),
                _ => None,
            };
            if let Some(base) = base {
                return self.path(tokens, at + 3, base);
            }
            if word == "std" {
                self.standard_module(tokens, at + 3);
            }
            self.words.insert(word);
        } else if is_punct(tokens.get(at + 1), '!') {
            self.words.insert(word);
        } else if at > 0 && name_at(tokens, at - 1).is_some_and(|before| before == "use") {
            self.words.insert(word); // `use diesel;`
        }
        at + 1
    }

    /// `std::fs` and `std::{fs, …}` count as the word `fs`.
    fn standard_module(&mut self, tokens: &[TokenTree], at: usize) {
        match tokens.get(at) {
            Some(TokenTree::Ident(name)) if name == "fs" => drop(self.words.insert("fs".into())),
            Some(TokenTree::Group(group)) => {
                for token in group.stream() {
                    if matches!(&token, TokenTree::Ident(name) if name == "fs") {
                        self.words.insert("fs".into());
                    }
                }
            }
            _ => {}
        }
    }

    /// Reads the rest of a path, from `tokens[at]` on, that has got as far as the module `base`.
    fn path(&mut self, tokens: &[TokenTree], mut at: usize, mut base: Vec<String>) -> usize {
        loop {
            match tokens.get(at) {
                Some(TokenTree::Ident(name)) if name == "super" || name == "self" => {
                    if name == "super" {
                        base = parent(&base);
                    }
                    if !is_separator(tokens, at + 1) {
                        return at + 1;
                    }
                    at += 3;
                }
                Some(TokenTree::Ident(name)) => {
                    if base.is_empty() {
                        self.modules.insert(name.to_string());
                    }
                    return at + 1;
                }
                Some(TokenTree::Group(group)) => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    for branch in inner.split(|token| is_punct(Some(token), ',')) {
                        self.path(branch, 0, base.clone());
                    }
                    return at + 1;
                }
                Some(TokenTree::Punct(star)) if star.as_char() == '*' && base.is_empty() => {
                    self.modules.insert("*".to_owned());
                    return at + 1;
                }
                _ => return at,
            }
        }
    }
}

fn parent(module: &[String]) -> Vec<String> {
    module
        .split_last()
        .map_or(Vec::new(), |(_, rest)| rest.to_vec())
}
