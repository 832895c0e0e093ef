PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_item" (rowid, "name")
    SELECT rowid, "name" FROM "item";
DROP TABLE "item";
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
COMMIT;
PRAGMA foreign_keys=ON;
