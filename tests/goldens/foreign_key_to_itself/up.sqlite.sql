PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_node" (
    "id" INTEGER NOT NULL,
    "parent_id" INTEGER,
    PRIMARY KEY ("id"),
    CONSTRAINT "node_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "node" ("id") ON DELETE CASCADE
);
INSERT INTO "_moviectl_new_node" ("id", "parent_id")
    SELECT "id", "parent_id" FROM "node";
DROP TABLE "node";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_node" RENAME TO "node";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
