INSERT INTO item (code, colour, name) VALUES ('a', 'red', 'x'), ('b', 'red', 'y');
