CREATE TRIGGER item_log AFTER INSERT ON item FOR EACH ROW INSERT INTO log (line) VALUES (CONCAT('new ', NEW.name));
CREATE VIEW cheap AS SELECT id, name FROM item WHERE stock < 6;
