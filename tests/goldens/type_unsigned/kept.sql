SELECT id, stock, size FROM item;
