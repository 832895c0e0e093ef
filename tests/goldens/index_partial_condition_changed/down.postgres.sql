DROP INDEX "item_code_idx";
CREATE UNIQUE INDEX item_code_idx ON public.item USING btree (code) WHERE (area > 1);
