//! The questions that each dialect's folder answers.

use super::facts::Facts;
use super::script::ScriptRules;
use super::spelling::Spelling;
use super::types::TypeRules;

/// A dialect's databases: one implementation a folder. Questions with a usual answer have it as their default, so that a
/// folder states only its differences.
pub(super) trait Database: Spelling + TypeRules + ScriptRules + Sync {
    fn facts(&self) -> &'static Facts;
}
