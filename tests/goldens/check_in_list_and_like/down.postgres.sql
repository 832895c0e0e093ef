ALTER TABLE "item" DROP CONSTRAINT "item_both_check";
ALTER TABLE "item" DROP CONSTRAINT "item_name_check";
