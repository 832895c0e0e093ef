PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_tag" (
    "name" TEXT NOT NULL,
    "colour" TEXT,
    PRIMARY KEY ("name")
);
INSERT INTO "_moviectl_new_tag" (rowid, "name", "colour")
    SELECT rowid, "name", "colour" FROM "tag";
DROP TABLE "tag";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_tag" RENAME TO "tag";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
