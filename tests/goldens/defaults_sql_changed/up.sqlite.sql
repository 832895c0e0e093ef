PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "active" BOOLEAN NOT NULL,
    "stock" INTEGER NOT NULL DEFAULT (2 + 1),
    "label" TEXT NOT NULL DEFAULT (upper('a')),
    "made" TIMESTAMP NOT NULL DEFAULT '2000-01-01 00:00:00',
    "price" NUMERIC NOT NULL,
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
