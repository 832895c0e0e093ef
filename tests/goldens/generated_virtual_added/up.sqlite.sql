PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
ALTER TABLE "item" ADD COLUMN "full" TEXT GENERATED ALWAYS AS (first || ' ' || last) VIRTUAL;
COMMIT;
PRAGMA foreign_keys=ON;
