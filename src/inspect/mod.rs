//! A live database's schema, read from its catalogue.
