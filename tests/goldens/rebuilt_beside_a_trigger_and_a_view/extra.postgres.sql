CREATE FUNCTION item_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log (line) VALUES ('new ' || NEW.name); RETURN NEW; END $$;
CREATE TRIGGER item_log AFTER INSERT ON item FOR EACH ROW EXECUTE FUNCTION item_log();
CREATE VIEW cheap AS SELECT id, name FROM item WHERE stock < 6;
