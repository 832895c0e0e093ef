//! The movie catalogue, the project's own first schema.
