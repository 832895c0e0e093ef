DROP INDEX "order_Placed at_select_idx";
ALTER TABLE "order" DROP CONSTRAINT "order_check";
ALTER TABLE "order" DROP CONSTRAINT "order_select_größe_key";
ALTER TABLE "order" ALTER COLUMN "select" DROP DEFAULT;
ALTER TABLE "order" DROP COLUMN "from";
