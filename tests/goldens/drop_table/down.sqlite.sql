CREATE TABLE "note" (
    "id" INTEGER NOT NULL,
    "text" TEXT NOT NULL DEFAULT '-',
    PRIMARY KEY ("id")
);
CREATE INDEX "note_text_idx" ON "note" ("text");
