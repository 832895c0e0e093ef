PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "first" TEXT NOT NULL,
    "last" TEXT NOT NULL,
    "price" INTEGER NOT NULL,
    "total" INTEGER GENERATED ALWAYS AS (price * 3) STORED,
    PRIMARY KEY ("id"),
    CONSTRAINT "item_total_check" CHECK (total > 0)
);
INSERT INTO "_moviectl_new_item" ("id", "first", "last", "price")
    SELECT "id", "first", "last", "price" FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
CREATE INDEX "item_total_idx" ON "item" ("total");
COMMIT;
PRAGMA foreign_keys=ON;
