SELECT id, line, code, name FROM item ORDER BY id;
SELECT id, item_id FROM sale;
