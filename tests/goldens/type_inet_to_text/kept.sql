SELECT id, CAST(v AS text) FROM item;
