SELECT id, substr(CAST(v AS char), 1, 10) FROM item;
