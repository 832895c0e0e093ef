SELECT id, title, year FROM movie ORDER BY id;
