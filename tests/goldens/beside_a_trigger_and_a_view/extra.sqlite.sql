CREATE TRIGGER item_log AFTER INSERT ON item BEGIN INSERT INTO log (line) VALUES ('new ' || NEW.name); END;
CREATE VIEW cheap AS SELECT id, name FROM item WHERE stock < 6;
