SELECT name, note FROM item ORDER BY name;
