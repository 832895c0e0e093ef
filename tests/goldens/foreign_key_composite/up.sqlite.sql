PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_stock" (
    "id" INTEGER NOT NULL,
    "area" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "stock_area_number_fkey" FOREIGN KEY ("area", "number") REFERENCES "part" ("area", "number") ON DELETE CASCADE
);
INSERT INTO "_moviectl_new_stock" ("id", "area", "number")
    SELECT "id", "area", "number" FROM "stock";
DROP TABLE "stock";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_stock" RENAME TO "stock";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
