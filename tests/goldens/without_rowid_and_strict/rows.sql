INSERT INTO tag (name, count) VALUES ('a', 1);
