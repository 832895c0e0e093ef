PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
ALTER TABLE "movie" DROP COLUMN "rank";
ALTER TABLE "movie" DROP COLUMN "genre";
COMMIT;
PRAGMA foreign_keys=ON;
