PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_tag" (
    "name" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    PRIMARY KEY ("name")
) STRICT, WITHOUT ROWID;
INSERT INTO "_moviectl_new_tag" ("name", "count")
    SELECT "name", "count" FROM "tag";
DROP TABLE "tag";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_tag" RENAME TO "tag";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
