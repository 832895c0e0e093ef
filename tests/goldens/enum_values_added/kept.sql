SELECT id, name, feels, felt FROM person ORDER BY id;
SELECT name FROM person WHERE feels = 'ok';
