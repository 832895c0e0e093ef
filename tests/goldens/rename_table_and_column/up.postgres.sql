ALTER TABLE "movie" RENAME TO "film";
ALTER TABLE "review" RENAME COLUMN "text" TO "words";
