INSERT INTO item (name, code) VALUES ('a', 1), ('b', 2);
