-- The dropped values of "stock" are gone: rows that exist get 0.
ALTER TABLE "item" ADD COLUMN "stock" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "item" ALTER COLUMN "stock" DROP DEFAULT;
ALTER TABLE "item" DROP CONSTRAINT "item_both_check";
ALTER TABLE "item" ADD CONSTRAINT "item_both_check" CHECK ((stock >= 0) AND ((name)::text <> ''::text));
