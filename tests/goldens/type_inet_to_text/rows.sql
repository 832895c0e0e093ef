INSERT INTO item (id, v) VALUES (1, '10.0.0.1');
