INSERT INTO item (name, stock) VALUES ('a', 1), ('b', 2), ('c', 3);
DELETE FROM item WHERE name = 'c';
