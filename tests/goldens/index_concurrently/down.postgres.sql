DROP INDEX CONCURRENTLY "item_code_idx";
CREATE INDEX CONCURRENTLY item_name_idx ON public.item USING btree (name);
