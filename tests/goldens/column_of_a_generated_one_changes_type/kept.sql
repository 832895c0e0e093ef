SELECT id, first, last, price FROM item;
SELECT total FROM item;
