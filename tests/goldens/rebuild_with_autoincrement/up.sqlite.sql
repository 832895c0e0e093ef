PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(80) NOT NULL,
    "stock" INTEGER NOT NULL
);
INSERT INTO "_moviectl_new_item" ("id", "name", "stock")
    SELECT "id", "name", "stock" FROM "item";
DELETE FROM sqlite_sequence WHERE name = '_moviectl_new_item';
INSERT INTO sqlite_sequence (name, seq)
    SELECT '_moviectl_new_item', seq FROM sqlite_sequence WHERE name = 'item';
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
