SELECT id, CASE WHEN CAST(v AS char) IN ('1', 'true') THEN 'yes' ELSE 'no' END FROM item ORDER BY id;
