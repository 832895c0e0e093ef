INSERT INTO item (id, name, code) VALUES (1, 'one', 'a'), (2, 'two', 'b');
