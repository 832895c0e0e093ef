PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "shelf" (
    "id" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    PRIMARY KEY ("id")
);
CREATE TABLE "_moviectl_new_author" (
    "id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "born" DATE,
    PRIMARY KEY ("id"),
    CONSTRAINT "author_name_key" UNIQUE ("name")
);
INSERT INTO "_moviectl_new_author" ("id", "name")
    SELECT "id", "name" FROM "author";
DROP TABLE "author";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_author" RENAME TO "author";
PRAGMA legacy_alter_table=OFF;
ALTER TABLE "book" ADD COLUMN "shelf_id" INTEGER CONSTRAINT "book_shelf_id_fkey" REFERENCES "shelf" ("id");
CREATE INDEX "book_title_idx" ON "book" ("title");
COMMIT;
PRAGMA foreign_keys=ON;
