INSERT INTO item (id, name, stock) VALUES (1, 'one', 5), (2, 'two', 6);
CREATE VIEW cheap AS SELECT id, name FROM item WHERE stock < 6;
