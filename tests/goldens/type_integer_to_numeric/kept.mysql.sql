SELECT id, CAST(v AS decimal(8, 2)) FROM item ORDER BY id;
