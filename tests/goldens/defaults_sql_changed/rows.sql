INSERT INTO item (id, name, active, stock, label, made, price) VALUES (1, 'one', TRUE, 5, 'l', '2026-01-02 03:04:05', 1.25);
