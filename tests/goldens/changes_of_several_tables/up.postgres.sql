CREATE TABLE "shelf" (
    "id" SERIAL NOT NULL,
    "label" TEXT NOT NULL,
    PRIMARY KEY ("id")
);
ALTER TABLE "author" ADD COLUMN "born" DATE;
ALTER TABLE "book" ADD COLUMN "shelf_id" INTEGER;
ALTER TABLE "author" ADD CONSTRAINT "author_name_key" UNIQUE ("name");
CREATE INDEX "book_title_idx" ON "book" ("title");
ALTER TABLE "book" ADD CONSTRAINT "book_shelf_id_fkey" FOREIGN KEY ("shelf_id") REFERENCES "shelf" ("id");
