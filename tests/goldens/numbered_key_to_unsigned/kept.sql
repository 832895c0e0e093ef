SELECT id, name FROM item ORDER BY id;
