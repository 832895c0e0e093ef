PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
ALTER TABLE "book" ADD COLUMN "author_id" INTEGER CONSTRAINT "book_author_id_fkey" REFERENCES "author" ("id") ON DELETE SET NULL;
COMMIT;
PRAGMA foreign_keys=ON;
