INSERT INTO movie (id, title, year) VALUES (1, 'Alien', 1979), (2, 'Brazil', NULL);
