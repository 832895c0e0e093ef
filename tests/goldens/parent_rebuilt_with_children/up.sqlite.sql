PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_author" (
    "id" INTEGER NOT NULL,
    "name" TEXT,
    PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_author" ("id", "name")
    SELECT "id", "name" FROM "author";
DROP TABLE "author";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_author" RENAME TO "author";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
