SELECT id, title FROM movie ORDER BY id;
SELECT id, year FROM movie WHERE id = 1;
