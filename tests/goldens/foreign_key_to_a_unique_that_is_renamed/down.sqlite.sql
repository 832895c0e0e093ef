PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_country" (
    "id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "country_code_key" UNIQUE ("code")
);
INSERT INTO "_moviectl_new_country" ("id", "code")
    SELECT "id", "code" FROM "country";
DROP TABLE "country";
ALTER TABLE "_moviectl_new_country" RENAME TO "country";
COMMIT;
PRAGMA foreign_keys=ON;
