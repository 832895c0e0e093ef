//! A line of the results, and what it is held to.

use std::fmt;

use crate::measure::Measured;

/// One line of the table.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) against: Option<&'static str>,
    pub(crate) target: Target,
    pub(crate) measured: Measured,
}

/// The target of a measurement.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// At most N times as long as the other.
    Ratio(f64),
    /// At most N seconds.
    Seconds(f64),
    /// Less time than the other.
    Faster,
    /// Nothing: the other shows what the work costs at the least.
    Floor,
}

impl Target {
    /// `None` where nothing is aimed at.
    pub(crate) fn is_met(self, measured: &Measured) -> Option<bool> {
        let ratio =
            |fits: &dyn Fn(f64) -> bool| measured.ratio.is_some_and(|[median, ..]| fits(median));
        match self {
            Self::Ratio(most) => Some(ratio(&|median| median <= most)),
            Self::Seconds(most) => Some(measured.ours.as_secs_f64() <= most),
            Self::Faster => Some(ratio(&|median| median < 1.0)),
            Self::Floor => None,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ratio(most) => write!(f, "≤ {most}"),
            Self::Seconds(most) => write!(f, "≤ {most} s"),
            Self::Faster => f.write_str("faster"),
            Self::Floor => f.write_str("–"),
        }
    }
}
