SELECT id, CASE WHEN CAST(v AS text) IN ('1', 'true') THEN 'yes' ELSE 'no' END FROM item ORDER BY id;
