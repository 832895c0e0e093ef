INSERT INTO part (area, number, name) VALUES (1, 1, 'a'), (1, 2, 'b');
INSERT INTO stock (id, area, number) VALUES (1, 1, 2);
