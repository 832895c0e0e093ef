ALTER TABLE "item" DROP CONSTRAINT "item_both_check";
ALTER TABLE "item" ADD CONSTRAINT "item_both_check" CHECK (name <> '');
ALTER TABLE "item" DROP COLUMN "stock";
