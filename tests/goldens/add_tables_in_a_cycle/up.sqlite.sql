PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "right_side" (
    "id" INTEGER NOT NULL,
    "left_id" INTEGER,
    PRIMARY KEY ("id"),
    CONSTRAINT "right_side_left_id_fkey" FOREIGN KEY ("left_id") REFERENCES "left_side" ("id") ON DELETE CASCADE
);
CREATE TABLE "left_side" (
    "id" INTEGER NOT NULL,
    "right_id" INTEGER,
    PRIMARY KEY ("id"),
    CONSTRAINT "left_side_right_id_fkey" FOREIGN KEY ("right_id") REFERENCES "right_side" ("id")
);
COMMIT;
PRAGMA foreign_keys=ON;
