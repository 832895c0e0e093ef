SELECT id, CAST(v AS char) FROM item ORDER BY id;
