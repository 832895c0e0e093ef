ALTER TABLE "book" DROP CONSTRAINT "book_editor_id_fkey";
ALTER TABLE "book" ALTER COLUMN "editor_id" SET NOT NULL;
ALTER TABLE "book" ADD CONSTRAINT "book_editor_id_fkey" FOREIGN KEY ("editor_id") REFERENCES "author" ("id") ON DELETE CASCADE;
