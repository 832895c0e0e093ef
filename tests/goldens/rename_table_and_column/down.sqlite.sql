ALTER TABLE "review" RENAME COLUMN "words" TO "text";
ALTER TABLE "film" RENAME TO "movie";
