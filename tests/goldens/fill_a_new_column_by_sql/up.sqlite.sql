PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_movie" (
    "id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "year" INTEGER,
    "label" TEXT NOT NULL,
    PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_movie" ("id", "title", "year", "label")
    SELECT "id", "title", "year", (upper(title) || '!') FROM "movie";
DROP TABLE "movie";
ALTER TABLE "_moviectl_new_movie" RENAME TO "movie";
COMMIT;
PRAGMA foreign_keys=ON;
