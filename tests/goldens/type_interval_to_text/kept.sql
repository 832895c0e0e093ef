SELECT id, v FROM item ORDER BY id;
