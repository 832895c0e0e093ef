PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "stock" BIGINT NOT NULL DEFAULT 2,
    "code" TEXT,
    "author_id" INTEGER,
    PRIMARY KEY ("id"),
    CONSTRAINT "item_stock_check" CHECK (stock > 0),
    CONSTRAINT "item_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author" ("id") ON DELETE SET NULL
);
INSERT INTO "_moviectl_new_item" ("id", "name", "stock", "code")
    SELECT "id", "name", "stock", "code" FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
CREATE INDEX "item_code_idx" ON "item" ("code");
CREATE INDEX "item_stock_idx" ON "item" ("stock" DESC);
COMMIT;
PRAGMA foreign_keys=ON;
