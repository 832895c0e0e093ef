ALTER TABLE "book" DROP CONSTRAINT "book_author_id_fkey";
ALTER TABLE "author" ALTER COLUMN "id" DROP DEFAULT,
    ALTER COLUMN "id" TYPE TEXT;
DROP SEQUENCE "author_id_seq";
ALTER TABLE "book" ALTER COLUMN "author_id" TYPE TEXT;
ALTER TABLE "book" ADD CONSTRAINT "book_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author" ("id") ON DELETE CASCADE;
