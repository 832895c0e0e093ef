ALTER TABLE "item" DROP COLUMN "total";
ALTER TABLE "item" DROP COLUMN "count";
