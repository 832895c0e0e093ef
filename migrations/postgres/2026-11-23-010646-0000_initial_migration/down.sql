DROP TABLE "movie";
