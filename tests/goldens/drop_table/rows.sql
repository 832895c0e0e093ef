INSERT INTO item (id, name) VALUES (1, 'one'), (2, 'two');
INSERT INTO note (id, text) VALUES (1, 'gone');
