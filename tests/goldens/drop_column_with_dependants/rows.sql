INSERT INTO author (id, name) VALUES (1, 'Ada');
INSERT INTO book (id, title, author_id, pages) VALUES (1, 'Notes', 1, 12);
