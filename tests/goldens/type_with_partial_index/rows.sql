INSERT INTO item (id, v) VALUES (1, 5);
