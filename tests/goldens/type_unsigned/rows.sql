INSERT INTO item (id, stock, size) VALUES (1, 5, 6);
