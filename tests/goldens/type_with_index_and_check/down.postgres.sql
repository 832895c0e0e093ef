DROP INDEX "item_lower_idx";
ALTER TABLE "item" DROP CONSTRAINT "item_v_check";
ALTER TABLE "item" ALTER COLUMN "v" TYPE VARCHAR(80);
CREATE UNIQUE INDEX item_lower_idx ON public.item USING btree (lower((v)::text));
ALTER TABLE "item" ADD CONSTRAINT "item_v_check" CHECK ((v)::text <> ''::text);
