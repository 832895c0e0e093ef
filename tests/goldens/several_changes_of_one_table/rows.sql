INSERT INTO item (id, name, stock, note, code) VALUES (1, 'one', 5, 'n', 'a'), (2, 'two', 6, NULL, 'b');
