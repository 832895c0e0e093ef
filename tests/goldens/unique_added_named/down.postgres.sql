ALTER TABLE "item" DROP CONSTRAINT "item_code_key";
