//! Features of declarations and plans that some server lacks that moviectl is used with. A feature that every version in
//! use has is not listed.

use std::borrow::Cow;

/// Something that not every server of a dialect has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    NullsNotDistinct,
    VirtualColumn,
    GeneratedColumn,
    SpgistInclude,
    NumericScale,
    Strict,
    Check,
    UnenforcedCheck,
    ExpressionDefault,
    ExpressionIndex,
    Compressed,
    DescendingIndex,
    /// A type of that name.
    Type(&'static str),
    /// A collation whose name begins so.
    Collation(&'static str),
    /// A planned statement with these words.
    Words(&'static [&'static str]),
}

impl Feature {
    /// The name in messages.
    pub(super) fn name(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::NullsNotDistinct => "nulls not distinct",
            Self::VirtualColumn => "virtual",
            Self::GeneratedColumn => "generated",
            Self::SpgistInclude => "using spgist … include",
            Self::NumericScale => "numeric with more decimals than digits",
            Self::Strict => "strict",
            Self::Check => "check",
            Self::UnenforcedCheck => "check … not enforced",
            Self::ExpressionDefault => "default = sql(…) of an expression",
            Self::ExpressionIndex => "index over an expression",
            Self::Compressed => "compressed",
            Self::DescendingIndex => "index with desc",
            Self::Type(name) => name,
            Self::Collation(beginning) => {
                let rest = if beginning.ends_with('_') { "…" } else { "" };
                return Cow::Owned(format!("collate {beginning}{rest}"));
            }
            Self::Words(words) => return Cow::Owned(words.join(" ").to_uppercase()),
        })
    }
}
