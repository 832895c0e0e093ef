INSERT INTO item (id, name, note, stock) VALUES (1, 'one', 'n', 5);
