SELECT id, name, stock FROM item ORDER BY id;
SELECT line FROM log ORDER BY id;
SELECT id, name FROM cheap;
