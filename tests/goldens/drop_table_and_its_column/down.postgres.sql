-- The dropped values of "author_id" are gone: rows that exist get 0.
ALTER TABLE "book" ADD COLUMN "author_id" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "book" ALTER COLUMN "author_id" DROP DEFAULT;
CREATE TABLE "author" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    CONSTRAINT "author_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "book" ADD CONSTRAINT "book_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author" ("id");
