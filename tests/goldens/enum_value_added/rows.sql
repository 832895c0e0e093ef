INSERT INTO person (id, name, feels, felt) VALUES (1, 'Ann', 'sad', '{ok,NULL}'), (2, 'Bob', 'ok', NULL);
