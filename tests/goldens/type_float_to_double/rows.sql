INSERT INTO item (id, v) VALUES (1, 0.5), (2, 6.25);
