ALTER TABLE "item" ADD COLUMN "note" TEXT;
ALTER TABLE "item" DROP CONSTRAINT "item_author_id_fkey";
DROP INDEX "item_stock_idx";
DROP INDEX "item_code_idx";
ALTER TABLE "item" DROP CONSTRAINT "item_stock_check";
ALTER TABLE "item" ALTER COLUMN "code" SET NOT NULL;
ALTER TABLE "item" ALTER COLUMN "stock" DROP DEFAULT,
    ALTER COLUMN "stock" TYPE INTEGER,
    ALTER COLUMN "stock" SET DEFAULT 1;
ALTER TABLE "item" ALTER COLUMN "name" TYPE VARCHAR(80);
ALTER TABLE "item" DROP COLUMN "author_id";
CREATE INDEX item_stock_idx ON public.item USING btree (stock);
ALTER TABLE "item" ADD CONSTRAINT "item_stock_check" CHECK (stock >= 0);
ALTER TABLE "item" ADD CONSTRAINT "item_code_key" UNIQUE ("code");
