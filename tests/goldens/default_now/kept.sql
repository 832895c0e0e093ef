SELECT id, made, day FROM item;
