PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
ALTER TABLE "movie" RENAME COLUMN "year" TO "made";
CREATE TABLE "_moviectl_new_movie" (
    "id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "made" BIGINT DEFAULT 1999,
    PRIMARY KEY ("id"),
    CONSTRAINT "movie_title_key" UNIQUE ("title"),
    CONSTRAINT "movie_year_check" CHECK ("made" > 1800)
);
INSERT INTO "_moviectl_new_movie" ("id", "title", "made")
    SELECT "id", "title", "made" FROM "movie";
DROP TABLE "movie";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_movie" RENAME TO "movie";
PRAGMA legacy_alter_table=OFF;
CREATE INDEX "movie_year_idx" ON "movie" ("made") WHERE "made" is not null;
COMMIT;
PRAGMA foreign_keys=ON;
