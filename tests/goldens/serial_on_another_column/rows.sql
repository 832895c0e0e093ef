INSERT INTO item (id, number, name) VALUES (1, 7, 'a'), (2, 9, 'b');
