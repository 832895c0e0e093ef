//! A schema as text for people and programs: Diesel's `table!`, JSON, and entity-relationship diagrams.
//!
//! Pure and deterministic: the same schema is the same text, whichever side it came from.

mod dot;
mod enums;
mod json;
mod mermaid;
mod relation;
#[cfg(feature = "svg")]
mod svg;
mod table_macro;
mod xml;

#[cfg(test)]
mod tests;

pub use dot::dot;
pub use json::json;
pub use mermaid::mermaid;
#[cfg(feature = "svg")]
pub use svg::svg;
pub use table_macro::{Declaration, diesel};
