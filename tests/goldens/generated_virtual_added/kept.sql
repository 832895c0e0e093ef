SELECT id, first, last, price FROM item;
