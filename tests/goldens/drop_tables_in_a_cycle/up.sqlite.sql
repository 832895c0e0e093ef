PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
DROP TABLE "left_side";
DROP TABLE "right_side";
COMMIT;
PRAGMA foreign_keys=ON;
