INSERT INTO item (id, line, code, name) VALUES (1, 1, 10, 'a'), (2, 1, 20, 'b');
