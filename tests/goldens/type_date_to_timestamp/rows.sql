INSERT INTO item (id, v) VALUES (1, '2026-01-02');
