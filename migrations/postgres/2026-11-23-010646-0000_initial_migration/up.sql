CREATE TABLE "movie" (
    "id" SERIAL NOT NULL,
    "title" VARCHAR(80) NOT NULL,
    "year" INTEGER NOT NULL,
    "directors" VARCHAR[] NOT NULL,
    "theatre" BOOLEAN,
    PRIMARY KEY ("id")
);
