CREATE TABLE "movie" (
    "id" INTEGER NOT NULL,
    "title" VARCHAR(80) NOT NULL,
    "year" INTEGER NOT NULL,
    "directors" TEXT NOT NULL,
    "theatre" BOOLEAN,
    PRIMARY KEY ("id")
);
