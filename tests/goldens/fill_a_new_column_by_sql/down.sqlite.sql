PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
ALTER TABLE "movie" DROP COLUMN "label";
COMMIT;
PRAGMA foreign_keys=ON;
