ALTER TABLE "book" ADD CONSTRAINT "book_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author" ("id") ON UPDATE CASCADE;
ALTER TABLE "book" ADD CONSTRAINT "book_editor_id_fkey" FOREIGN KEY ("editor_id") REFERENCES "author" ("id") ON UPDATE SET DEFAULT ON DELETE SET NULL;
