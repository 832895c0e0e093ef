INSERT INTO item (id, v) VALUES (1, 'b'), (2, 'A');
