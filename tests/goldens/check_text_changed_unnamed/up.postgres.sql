ALTER TABLE "item" DROP CONSTRAINT "item_check";
ALTER TABLE "item" ADD CONSTRAINT "item_check" CHECK (stock >= 1);
