SELECT id, name, note, stock FROM item;
