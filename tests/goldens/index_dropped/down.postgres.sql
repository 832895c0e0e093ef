CREATE INDEX item_code_idx ON public.item USING btree (code);
CREATE UNIQUE INDEX item_area_idx ON public.item USING btree (area, code DESC);
