INSERT INTO item (id, name, stock) VALUES (1, 'one', 3);
