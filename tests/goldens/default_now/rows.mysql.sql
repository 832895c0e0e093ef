INSERT INTO item (id, name, made, day) VALUES (1, 'one', '2026-01-02 03:04:05', '2026-01-02');
