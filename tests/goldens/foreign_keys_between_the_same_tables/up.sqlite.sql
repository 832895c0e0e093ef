PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_book" (
    "id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "author_id" INTEGER NOT NULL,
    "editor_id" INTEGER,
    PRIMARY KEY ("id"),
    CONSTRAINT "book_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author" ("id"),
    CONSTRAINT "book_editor_id_fkey" FOREIGN KEY ("editor_id") REFERENCES "author" ("id") ON DELETE SET NULL
);
INSERT INTO "_moviectl_new_book" ("id", "title", "author_id", "editor_id")
    SELECT "id", "title", "author_id", "editor_id" FROM "book";
DROP TABLE "book";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_book" RENAME TO "book";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
