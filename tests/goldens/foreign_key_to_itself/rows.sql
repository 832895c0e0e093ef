INSERT INTO node (id, parent_id) VALUES (1, NULL), (2, 1), (3, 2);
