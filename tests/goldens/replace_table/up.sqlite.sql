CREATE TABLE "thing" (
    "id" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    PRIMARY KEY ("id")
);
DROP TABLE "item";
