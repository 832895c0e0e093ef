INSERT INTO author (id, name) VALUES (1, 'Ada'), (2, 'Bo');
INSERT INTO book (id, title, author_id, editor_id) VALUES (1, 'Notes', 1, 2), (2, 'More', 2, NULL);
