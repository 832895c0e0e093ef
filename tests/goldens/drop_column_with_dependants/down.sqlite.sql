PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_book" (
    "id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "author_id" INTEGER,
    "pages" INTEGER,
    PRIMARY KEY ("id"),
    CONSTRAINT "book_pages_key" UNIQUE ("pages", "title"),
    CONSTRAINT "book_pages_check" CHECK (pages > 0),
    CONSTRAINT "book_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author" ("id")
);
INSERT INTO "_moviectl_new_book" ("id", "title")
    SELECT "id", "title" FROM "book";
DROP TABLE "book";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_book" RENAME TO "book";
PRAGMA legacy_alter_table=OFF;
CREATE INDEX "book_author_idx" ON "book" ("author_id", "title");
COMMIT;
PRAGMA foreign_keys=ON;
