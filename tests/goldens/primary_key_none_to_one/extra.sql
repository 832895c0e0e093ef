CREATE TABLE tag (name TEXT NOT NULL, colour TEXT);
