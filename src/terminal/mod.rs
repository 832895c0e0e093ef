//! Output and prompts: tables, JSON, CSV, status lines, colour, questions. The module knows nothing of the domain.

mod escape;
mod excerpt;
mod format;
mod printer;
mod prompt;
mod rows;
mod table;
mod write;

#[cfg(test)]
mod tests;

pub use escape::escape;
pub use excerpt::Excerpt;
pub use format::{Format, ParseFormatError};
pub use printer::{Color, ParseColorError, Printer, echo_line};
pub use prompt::{Answer, confirm, confirm_unless};
pub use rows::{Cell, Rows};
pub use table::TableStyle;
