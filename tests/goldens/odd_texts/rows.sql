INSERT INTO item (id, name, label) VALUES (1, 'one', 'l');
