INSERT INTO t (code, n) VALUES ('a', 1), ('b', NULL);
INSERT INTO u (id, code) VALUES (1, 'a'), (7, 'b');
