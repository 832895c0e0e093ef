ALTER TABLE "film" RENAME TO "movie";
