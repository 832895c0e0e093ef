PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "stock" INTEGER NOT NULL DEFAULT 1,
    "note" TEXT,
    "code" TEXT NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "item_code_key" UNIQUE ("code"),
    CONSTRAINT "item_stock_check" CHECK (stock >= 0)
);
INSERT INTO "_moviectl_new_item" ("id", "name", "stock", "code")
    SELECT "id", "name", "stock", "code" FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
CREATE INDEX "item_stock_idx" ON "item" ("stock");
COMMIT;
PRAGMA foreign_keys=ON;
