DROP TABLE "thing";
CREATE TABLE "item" (
    "id" SERIAL NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    CONSTRAINT "item_pkey" PRIMARY KEY ("id")
);
