ALTER TABLE "stock" DROP CONSTRAINT "stock_area_number_fkey";
