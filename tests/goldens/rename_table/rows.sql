INSERT INTO movie (id, title, year) VALUES (1, 'Alien', 1979), (2, 'Brazil', NULL);
INSERT INTO review (id, movie_id, text) VALUES (1, 1, 'good'), (2, 2, 'odd');
