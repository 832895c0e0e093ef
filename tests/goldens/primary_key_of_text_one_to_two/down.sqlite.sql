PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "code" TEXT NOT NULL,
    "colour" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    PRIMARY KEY ("code")
);
INSERT INTO "_moviectl_new_item" (rowid, "code", "colour", "name")
    SELECT rowid, "code", "colour", "name" FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
