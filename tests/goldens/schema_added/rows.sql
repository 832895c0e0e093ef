INSERT INTO movie (id, title) VALUES (1, 'Alien'), (2, 'Brazil');
