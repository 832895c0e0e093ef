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
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_movie" RENAME TO "movie";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
