INSERT INTO item (id, first, last, price, total) VALUES (1, 'Ada', 'King', 10, 20);
