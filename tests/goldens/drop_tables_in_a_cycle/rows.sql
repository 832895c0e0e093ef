INSERT INTO item (id, name) VALUES (1, 'one'), (2, 'two');
INSERT INTO left_side (id) VALUES (1);
INSERT INTO right_side (id, left_id) VALUES (2, 1);
UPDATE left_side SET right_id = 2;
