SELECT id, line, code, name FROM item ORDER BY id;
