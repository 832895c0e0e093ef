SELECT id, name, stock FROM item ORDER BY id;
SELECT seq FROM sqlite_sequence WHERE name = 'item';
