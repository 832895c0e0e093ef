INSERT INTO item (id, v) VALUES (1, '{"a": 1}');
