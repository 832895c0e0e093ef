SELECT id, name, feels FROM person ORDER BY id;
