PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "author" (
    "id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    PRIMARY KEY ("id")
);
CREATE TABLE "_moviectl_new_book" (
    "id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "author_id" INTEGER NOT NULL,
    "publisher_id" INTEGER,
    PRIMARY KEY ("id"),
    CONSTRAINT "book_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author" ("id"),
    CONSTRAINT "book_publisher_id_fkey" FOREIGN KEY ("publisher_id") REFERENCES "publisher" ("id") ON DELETE SET NULL
);
INSERT INTO "_moviectl_new_book" ("id", "title", "author_id", "publisher_id")
    SELECT "id", "title", "author_id", "publisher_id" FROM "book";
DROP TABLE "book";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_book" RENAME TO "book";
PRAGMA legacy_alter_table=OFF;
CREATE INDEX "book_publisher_idx" ON "book" ("publisher_id");
COMMIT;
PRAGMA foreign_keys=ON;
