INSERT INTO log (id, line) VALUES (1, 'x');
