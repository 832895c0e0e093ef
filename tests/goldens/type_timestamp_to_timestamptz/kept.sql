SELECT id, CAST(CAST(v AS timestamp) AS text) FROM item;
