ALTER TABLE "book" DROP CONSTRAINT "book_editor_id_fkey";
