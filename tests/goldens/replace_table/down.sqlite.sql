CREATE TABLE "item" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    PRIMARY KEY ("id")
);
DROP TABLE "thing";
