ALTER TABLE "item" DROP COLUMN "stock";
