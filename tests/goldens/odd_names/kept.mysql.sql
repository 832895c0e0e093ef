SELECT id, `Placed at`, `select`, `größe` FROM `order`;
