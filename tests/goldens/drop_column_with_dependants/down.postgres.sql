ALTER TABLE "book" ADD COLUMN "pages" INTEGER;
ALTER TABLE "book" ADD COLUMN "author_id" INTEGER;
CREATE INDEX book_author_idx ON public.book USING btree (author_id, title);
ALTER TABLE "book" ADD CONSTRAINT "book_pages_check" CHECK (pages > 0);
ALTER TABLE "book" ADD CONSTRAINT "book_pages_key" UNIQUE ("pages", "title");
ALTER TABLE "book" ADD CONSTRAINT "book_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author" ("id");
