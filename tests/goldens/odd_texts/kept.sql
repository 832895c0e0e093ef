SELECT id, name, label FROM item;
