SELECT id, title FROM movie ORDER BY id;
