INSERT INTO tag (name, colour) VALUES ('a', 'red'), ('b', NULL);
