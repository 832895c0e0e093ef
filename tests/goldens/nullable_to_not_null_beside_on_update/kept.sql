SELECT id, changed FROM item;
