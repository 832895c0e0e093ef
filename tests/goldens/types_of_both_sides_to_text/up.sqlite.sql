PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_author" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_author" (rowid, "id", "name")
    SELECT rowid, "id", "name" FROM "author";
DROP TABLE "author";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_author" RENAME TO "author";
PRAGMA legacy_alter_table=OFF;
CREATE TABLE "_moviectl_new_book" (
    "id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "book_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author" ("id") ON DELETE CASCADE
);
INSERT INTO "_moviectl_new_book" ("id", "title", "author_id")
    SELECT "id", "title", "author_id" FROM "book";
DROP TABLE "book";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_book" RENAME TO "book";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
