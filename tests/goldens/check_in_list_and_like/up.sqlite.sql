PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "stock" INTEGER NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "item_name_check" CHECK (name in ('one', 'two', 'it''s') or name like '%x%'),
    CONSTRAINT "item_both_check" CHECK (stock between 1 and 10 and not (name = '' or stock = 7))
);
INSERT INTO "_moviectl_new_item" ("id", "name", "stock")
    SELECT "id", "name", "stock" FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
