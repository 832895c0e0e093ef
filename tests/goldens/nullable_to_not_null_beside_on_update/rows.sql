INSERT INTO item (id, changed) VALUES (1, '2020-01-02 03:04:05');
