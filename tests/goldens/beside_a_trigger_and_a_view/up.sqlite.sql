PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "stock" INTEGER NOT NULL DEFAULT 4,
    "note" TEXT,
    PRIMARY KEY ("id"),
    CONSTRAINT "item_stock_check" CHECK (stock >= 0)
);
INSERT INTO "_moviectl_new_item" ("id", "name", "stock")
    SELECT "id", "name", "stock" FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
CREATE INDEX "item_stock_idx" ON "item" ("stock");
CREATE TRIGGER item_log AFTER INSERT ON item BEGIN INSERT INTO log (line) VALUES ('new ' || NEW.name); END;
COMMIT;
PRAGMA foreign_keys=ON;
