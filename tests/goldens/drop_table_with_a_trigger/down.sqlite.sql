CREATE TABLE "item" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "stock" INTEGER NOT NULL,
    PRIMARY KEY ("id")
);
CREATE TRIGGER item_log AFTER INSERT ON item BEGIN INSERT INTO log (line) VALUES ('new ' || NEW.name); END;
