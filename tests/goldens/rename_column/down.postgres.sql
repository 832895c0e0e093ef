ALTER TABLE "movie" RENAME COLUMN "made" TO "year";
