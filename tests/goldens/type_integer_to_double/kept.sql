SELECT id, CAST(v AS integer) FROM item ORDER BY id;
