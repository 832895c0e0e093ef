PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "code" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    PRIMARY KEY ("id", "line")
);
INSERT INTO "_moviectl_new_item" (rowid, "id", "line", "code", "name")
    SELECT rowid, "id", "line", "code", "name" FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
