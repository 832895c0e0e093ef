CREATE TABLE "item" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "code" TEXT NOT NULL,
    "area" INTEGER NOT NULL,
    PRIMARY KEY ("id")
);
DROP TABLE "thing";
CREATE INDEX "code_idx" ON "item" ("code");
