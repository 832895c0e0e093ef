PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "made" TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_item" ("id", "name")
    SELECT "id", "name" FROM "item";
DROP TABLE "item";
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
COMMIT;
PRAGMA foreign_keys=ON;
