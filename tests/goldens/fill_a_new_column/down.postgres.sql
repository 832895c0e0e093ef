ALTER TABLE "movie" DROP COLUMN "rank";
ALTER TABLE "movie" DROP COLUMN "genre";
