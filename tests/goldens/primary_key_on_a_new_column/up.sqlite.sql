PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "name" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "id" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("name", "id")
);
INSERT INTO "_moviectl_new_item" (rowid, "name", "note")
    SELECT rowid, "name", "note" FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
