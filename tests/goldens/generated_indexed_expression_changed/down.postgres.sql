DROP INDEX "item_total_idx";
ALTER TABLE "item" DROP CONSTRAINT "item_total_check";
ALTER TABLE "item" DROP COLUMN "total";
ALTER TABLE "item" ADD COLUMN "total" INTEGER GENERATED ALWAYS AS (price * 2) STORED;
CREATE INDEX item_total_idx ON public.item USING btree (total);
ALTER TABLE "item" ADD CONSTRAINT "item_total_check" CHECK (total > 0);
