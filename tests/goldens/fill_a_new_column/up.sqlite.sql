PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_movie" (
    "id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "year" INTEGER,
    "genre" TEXT NOT NULL,
    "rank" INTEGER NOT NULL,
    PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_movie" ("id", "title", "year", "genre", "rank")
    SELECT "id", "title", "year", 'it''s', -1 FROM "movie";
DROP TABLE "movie";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_movie" RENAME TO "movie";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
