DROP INDEX "item_area_idx";
CREATE INDEX item_area_idx ON public.item USING btree (area);
