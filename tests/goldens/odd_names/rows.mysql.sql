INSERT INTO `order` (id, `Placed at`, `select`, `größe`) VALUES (1, '2026-01-02 03:04:05', 'a', 3);
