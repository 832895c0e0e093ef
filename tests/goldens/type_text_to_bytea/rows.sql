INSERT INTO item (id, v) VALUES (1, 'abc'), (2, 'a\b å');
