ALTER TABLE "item" DROP CONSTRAINT "item_code_key";
ALTER TABLE "item" DROP CONSTRAINT "item_stock_check";
DROP INDEX "item_stock_idx";
ALTER TABLE "item" ADD COLUMN "author_id" INTEGER;
ALTER TABLE "item" ALTER COLUMN "name" TYPE TEXT;
ALTER TABLE "item" ALTER COLUMN "stock" DROP DEFAULT,
    ALTER COLUMN "stock" TYPE BIGINT,
    ALTER COLUMN "stock" SET DEFAULT 2;
ALTER TABLE "item" ALTER COLUMN "code" DROP NOT NULL;
ALTER TABLE "item" ADD CONSTRAINT "item_stock_check" CHECK (stock > 0);
CREATE INDEX "item_code_idx" ON "item" ("code");
CREATE INDEX "item_stock_idx" ON "item" ("stock" DESC);
ALTER TABLE "item" ADD CONSTRAINT "item_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author" ("id") ON DELETE SET NULL;
ALTER TABLE "item" DROP COLUMN "note";
