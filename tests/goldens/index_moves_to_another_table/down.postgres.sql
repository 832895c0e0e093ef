DROP INDEX "code_idx";
CREATE INDEX code_idx ON public.item USING btree (code);
