INSERT INTO item (id, v) VALUES (1, 'one'), (2, 'two');
