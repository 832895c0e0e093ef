SELECT id, name, active, stock, label, made, price FROM item;
