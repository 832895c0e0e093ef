SELECT id, name, feels = 'sad', felt IS NULL FROM person ORDER BY id;
-- not while upgraded
SELECT id, feels, felt FROM person ORDER BY id;
