ALTER TABLE "movie" RENAME TO "film";
