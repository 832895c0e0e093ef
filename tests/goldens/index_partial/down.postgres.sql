DROP INDEX "item_code_idx";
CREATE INDEX item_code_idx ON public.item USING btree (code);
