SELECT id, name, feels FROM person ORDER BY id;
SELECT name FROM person WHERE feels = 'ok';
