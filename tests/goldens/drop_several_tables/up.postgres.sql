DROP TABLE "review";
DROP TABLE "book";
DROP TABLE "author";
