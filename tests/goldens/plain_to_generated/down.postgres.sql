DROP INDEX "item_total_idx";
ALTER TABLE "item" ALTER COLUMN "total" DROP EXPRESSION;
CREATE INDEX item_total_idx ON public.item USING btree (total);
