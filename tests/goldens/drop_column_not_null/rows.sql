INSERT INTO item (id, name, stock, price, made, active) VALUES (1, 'one', 5, 1.5, '2026-01-02 03:04:05', TRUE);
