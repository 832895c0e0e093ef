SELECT id, name, stock FROM item ORDER BY id;
