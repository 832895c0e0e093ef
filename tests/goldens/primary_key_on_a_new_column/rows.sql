INSERT INTO item (name, note) VALUES ('a', 'x'), ('b', 'y');
