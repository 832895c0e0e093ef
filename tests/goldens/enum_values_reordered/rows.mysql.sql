INSERT INTO person (id, name, feels) VALUES (1, 'Ann', 'sad'), (2, 'Bob', 'ok');
