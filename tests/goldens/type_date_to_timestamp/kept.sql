SELECT id, substr(CAST(v AS text), 1, 10) FROM item;
