//! The random moments of the kills.

/// A small generator of numbers: the moments need no quality, but a seed.
pub(crate) struct Seed(pub(crate) u64);

impl Seed {
    /// The seed of `MOVIECTL_FAULTS_SEED`, or one of this process.
    pub(crate) fn from_environment() -> Self {
        Self(
            std::env::var("MOVIECTL_FAULTS_SEED")
                .ok()
                .and_then(|text| text.parse().ok())
                .unwrap_or_else(|| u64::from(std::process::id()) << 20 | 0x9e37),
        )
    }

    /// From 0 to 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        f64::from(u32::try_from(self.0 >> 32).unwrap()) / f64::from(u32::MAX)
    }
}
