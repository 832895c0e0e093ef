PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "first" TEXT NOT NULL,
    "last" TEXT NOT NULL,
    "price" INTEGER NOT NULL,
    "total" INTEGER GENERATED ALWAYS AS (price * 2) STORED,
    PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_item" ("id", "first", "last", "price")
    SELECT "id", "first", "last", "price" FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
