PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_order" (
    "id" INTEGER NOT NULL,
    "Placed at" TIMESTAMP NOT NULL,
    "select" TEXT NOT NULL,
    "größe" INTEGER,
    PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_order" ("id", "Placed at", "select", "größe")
    SELECT "id", "Placed at", "select", "größe" FROM "order";
DROP TABLE "order";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_order" RENAME TO "order";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
