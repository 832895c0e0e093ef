PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "note" TEXT,
    "stock" INTEGER,
    PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_item" ("id", "name", "note", "stock")
    SELECT "id", "name", "note", "stock" FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
