PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "stock" INTEGER NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "item_check" CHECK (stock < 1000)
);
INSERT INTO "_moviectl_new_item" ("id", "name", "stock")
    SELECT "id", "name", "stock" FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
