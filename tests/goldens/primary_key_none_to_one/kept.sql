SELECT name, colour FROM tag ORDER BY name;
