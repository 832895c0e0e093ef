INSERT INTO item (id, name, code, area) VALUES (1, 'one', 'a', 1), (2, 'two', 'b', 1), (3, 'three', 'c', 2);
