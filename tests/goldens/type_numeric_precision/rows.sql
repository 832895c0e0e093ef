INSERT INTO item (id, v) VALUES (1, 1.25), (2, 3.50);
