DROP INDEX "code_idx";
CREATE TABLE "thing" (
    "id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    PRIMARY KEY ("id")
);
CREATE INDEX "code_idx" ON "thing" ("code");
DROP TABLE "item";
