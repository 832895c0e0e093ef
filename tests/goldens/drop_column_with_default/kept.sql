SELECT id, name FROM item ORDER BY id;
-- not while upgraded
SELECT id, stock FROM item;
