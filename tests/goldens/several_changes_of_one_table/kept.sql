SELECT id, name, stock, code FROM item ORDER BY id;
