PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_node" (
    "id" INTEGER NOT NULL,
    "parent_id" INTEGER,
    PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_node" ("id", "parent_id")
    SELECT "id", "parent_id" FROM "node";
DROP TABLE "node";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_node" RENAME TO "node";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
