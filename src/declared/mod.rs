//! The declared schema: Diesel's `schema.rs`, read as text.
