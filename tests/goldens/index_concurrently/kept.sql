SELECT name, code FROM item ORDER BY id;
