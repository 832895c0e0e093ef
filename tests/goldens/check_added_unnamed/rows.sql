INSERT INTO item (id, name, stock) VALUES (1, 'one', 5), (2, 'two', 6);
