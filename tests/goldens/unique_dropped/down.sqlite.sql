PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "code" TEXT NOT NULL,
    "area" INTEGER NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "item_code_key" UNIQUE ("code"),
    CONSTRAINT "item_area_name_key" UNIQUE ("area", "name")
);
INSERT INTO "_moviectl_new_item" ("id", "name", "code", "area")
    SELECT "id", "name", "code", "area" FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
