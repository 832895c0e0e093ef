INSERT INTO item (id, v) VALUES (1, 'true'), (2, 'false');
