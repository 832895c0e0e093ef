ALTER TABLE "item" ADD COLUMN "count" INTEGER;
ALTER TABLE "item" ADD COLUMN "total" INTEGER GENERATED ALWAYS AS (price * count) STORED;
CREATE INDEX item_total_idx ON public.item USING btree (total);
