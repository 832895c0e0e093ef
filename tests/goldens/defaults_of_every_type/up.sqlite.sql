PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT FALSE,
    "stock" INTEGER NOT NULL DEFAULT -3,
    "label" TEXT NOT NULL DEFAULT 'a ''b'' c',
    "made" TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "price" NUMERIC NOT NULL DEFAULT 9.50,
    PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_item" ("id", "name", "active", "stock", "label", "made", "price")
    SELECT "id", "name", "active", "stock", "label", "made", "price" FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
