DROP INDEX "item_total_idx";
ALTER TABLE "item" DROP COLUMN "total";
ALTER TABLE "item" DROP COLUMN "count";
