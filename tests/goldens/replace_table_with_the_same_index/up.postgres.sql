DROP TABLE "item";
CREATE TABLE "thing" (
    "id" SERIAL NOT NULL,
    "code" TEXT NOT NULL,
    PRIMARY KEY ("id")
);
CREATE INDEX "code_idx" ON "thing" ("code");
