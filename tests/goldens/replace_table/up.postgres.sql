DROP TABLE "item";
CREATE TABLE "thing" (
    "id" SERIAL NOT NULL,
    "label" TEXT NOT NULL,
    PRIMARY KEY ("id")
);
