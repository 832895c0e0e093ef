ALTER TABLE "book" DROP CONSTRAINT "book_author_id_fkey";
DROP TABLE "author";
ALTER TABLE "book" DROP COLUMN "author_id";
