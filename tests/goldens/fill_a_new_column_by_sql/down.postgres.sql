ALTER TABLE "movie" DROP COLUMN "label";
