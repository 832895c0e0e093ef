SELECT id, number, name FROM item ORDER BY id;
