INSERT INTO publisher (id, name) VALUES (7, 'P');
INSERT INTO author (id, name) VALUES (1, 'Ada');
