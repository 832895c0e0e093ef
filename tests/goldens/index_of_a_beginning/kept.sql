SELECT id, name, code FROM item ORDER BY id;
