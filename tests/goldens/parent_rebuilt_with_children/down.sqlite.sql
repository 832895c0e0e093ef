PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_author" (
    "id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_author" ("id", "name")
    SELECT "id", "name" FROM "author";
DROP TABLE "author";
ALTER TABLE "_moviectl_new_author" RENAME TO "author";
COMMIT;
PRAGMA foreign_keys=ON;
