PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "item_both_check" CHECK (name <> '')
);
INSERT INTO "_moviectl_new_item" ("id", "name")
    SELECT "id", "name" FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
