PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_u" (
    "id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "u_code_fkey" FOREIGN KEY ("code") REFERENCES "t" ("code") ON DELETE CASCADE
) STRICT;
INSERT INTO "_moviectl_new_u" ("id", "code")
    SELECT "id", "code" FROM "u";
DROP TABLE "u";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_u" RENAME TO "u";
PRAGMA legacy_alter_table=OFF;
CREATE TABLE "_moviectl_new_t" (
    "code" TEXT NOT NULL,
    "n" INTEGER,
    PRIMARY KEY ("code")
);
INSERT INTO "_moviectl_new_t" ("code", "n")
    SELECT "code", "n" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_t" RENAME TO "t";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
