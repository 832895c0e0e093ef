SELECT id, name, code, area FROM item ORDER BY id;
