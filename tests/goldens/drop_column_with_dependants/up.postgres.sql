ALTER TABLE "book" DROP CONSTRAINT "book_author_id_fkey";
ALTER TABLE "book" DROP CONSTRAINT "book_pages_key";
ALTER TABLE "book" DROP CONSTRAINT "book_pages_check";
DROP INDEX "book_author_idx";
ALTER TABLE "book" DROP COLUMN "author_id";
ALTER TABLE "book" DROP COLUMN "pages";
