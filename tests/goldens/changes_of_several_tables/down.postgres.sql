ALTER TABLE "book" DROP CONSTRAINT "book_shelf_id_fkey";
DROP INDEX "book_title_idx";
ALTER TABLE "author" DROP CONSTRAINT "author_name_key";
ALTER TABLE "book" DROP COLUMN "shelf_id";
ALTER TABLE "author" DROP COLUMN "born";
DROP TABLE "shelf";
