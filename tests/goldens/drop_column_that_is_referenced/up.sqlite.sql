PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_country" (
    "id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_country" ("id", "name")
    SELECT "id", "name" FROM "country";
DROP TABLE "country";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_country" RENAME TO "country";
PRAGMA legacy_alter_table=OFF;
CREATE TABLE "_moviectl_new_city" (
    "id" INTEGER NOT NULL,
    "country" CHAR(2),
    PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_city" ("id", "country")
    SELECT "id", "country" FROM "city";
DROP TABLE "city";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_city" RENAME TO "city";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
