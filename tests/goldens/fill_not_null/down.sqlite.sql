PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_movie" (
    "id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "year" INTEGER,
    PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_movie" ("id", "title", "year")
    SELECT "id", "title", "year" FROM "movie";
DROP TABLE "movie";
ALTER TABLE "_moviectl_new_movie" RENAME TO "movie";
COMMIT;
PRAGMA foreign_keys=ON;
