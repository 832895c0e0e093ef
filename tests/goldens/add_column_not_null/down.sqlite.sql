PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
ALTER TABLE "item" DROP COLUMN "stock";
COMMIT;
PRAGMA foreign_keys=ON;
