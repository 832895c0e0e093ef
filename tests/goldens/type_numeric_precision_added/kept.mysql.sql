SELECT id, CAST(v AS decimal(12, 2)) FROM item ORDER BY id;
