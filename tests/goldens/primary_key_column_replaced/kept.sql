SELECT name FROM item ORDER BY name;
