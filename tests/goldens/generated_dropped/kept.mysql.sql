SELECT id, first, last, price FROM item;
SELECT total FROM item;
-- not while upgraded
SELECT `full` FROM item;
