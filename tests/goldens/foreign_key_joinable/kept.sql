SELECT id, name FROM author ORDER BY id;
SELECT id, title, author_id, editor_id FROM book ORDER BY id;
