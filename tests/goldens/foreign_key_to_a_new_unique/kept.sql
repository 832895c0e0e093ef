SELECT id, code FROM country;
SELECT id, country FROM city;
