ALTER TABLE "movie" RENAME COLUMN "year" TO "made";
