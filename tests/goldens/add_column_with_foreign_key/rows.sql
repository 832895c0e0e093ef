INSERT INTO author (id, name) VALUES (1, 'Ada');
INSERT INTO book (id, title) VALUES (1, 'Notes');
