INSERT INTO country (id, code) VALUES (1, 'se');
INSERT INTO city (id, country) VALUES (1, 'se');
