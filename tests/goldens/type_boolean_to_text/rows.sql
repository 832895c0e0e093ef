INSERT INTO item (id, v) VALUES (1, TRUE), (2, FALSE);
