PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_city" (
    "id" INTEGER NOT NULL,
    "country" TEXT NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "city_country_fkey" FOREIGN KEY ("country") REFERENCES "country" ("code") ON UPDATE CASCADE
);
INSERT INTO "_moviectl_new_city" ("id", "country")
    SELECT "id", "country" FROM "city";
DROP TABLE "city";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_city" RENAME TO "city";
PRAGMA legacy_alter_table=OFF;
CREATE TABLE "_moviectl_new_country" (
    "id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "country_code_key" UNIQUE ("code")
);
INSERT INTO "_moviectl_new_country" ("id", "code")
    SELECT "id", "code" FROM "country";
DROP TABLE "country";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_country" RENAME TO "country";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
