SELECT id, first, last, price FROM item;
-- not while upgraded
SELECT total FROM item;
