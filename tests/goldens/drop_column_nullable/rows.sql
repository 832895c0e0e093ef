INSERT INTO item (id, name, note) VALUES (1, 'one', 'n'), (2, 'two', NULL);
