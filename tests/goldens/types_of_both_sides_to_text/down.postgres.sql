ALTER TABLE "book" DROP CONSTRAINT "book_author_id_fkey";
ALTER TABLE "book" ALTER COLUMN "author_id" TYPE INTEGER USING "author_id"::text::INTEGER;
CREATE SEQUENCE "author_id_seq" AS INTEGER OWNED BY "author"."id";
ALTER TABLE "author" ALTER COLUMN "id" TYPE INTEGER USING "id"::text::INTEGER,
    ALTER COLUMN "id" SET DEFAULT nextval('"author_id_seq"');
SELECT setval('"author_id_seq"', greatest(max("id"), 1), coalesce(max("id") >= 1, FALSE)) FROM "author";
ALTER TABLE "book" ADD CONSTRAINT "book_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author" ("id") ON DELETE CASCADE;
