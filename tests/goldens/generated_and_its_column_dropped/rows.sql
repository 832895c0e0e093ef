INSERT INTO item (id, first, last, price) VALUES (1, 'Ada', 'King', 10);
