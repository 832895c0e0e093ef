ALTER TABLE "item" DROP CONSTRAINT "item_check1";
ALTER TABLE "item" DROP CONSTRAINT "item_check";
