SELECT id, movie_id, text FROM review ORDER BY id;
-- not while upgraded
SELECT id, title, year FROM movie ORDER BY id;
