PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_book" (
    "id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_book" ("id", "title")
    SELECT "id", "title" FROM "book";
DROP TABLE "book";
ALTER TABLE "_moviectl_new_book" RENAME TO "book";
COMMIT;
PRAGMA foreign_keys=ON;
