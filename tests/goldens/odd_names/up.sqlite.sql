PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_order" (
    "id" INTEGER NOT NULL,
    "Placed at" TIMESTAMP NOT NULL,
    "select" TEXT NOT NULL DEFAULT 'x',
    "größe" INTEGER,
    "from" TEXT,
    PRIMARY KEY ("id"),
    CONSTRAINT "order_select_größe_key" UNIQUE ("select", "größe"),
    CONSTRAINT "order_check" CHECK ("größe" > 0)
);
INSERT INTO "_moviectl_new_order" ("id", "Placed at", "select", "größe")
    SELECT "id", "Placed at", "select", "größe" FROM "order";
DROP TABLE "order";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_order" RENAME TO "order";
PRAGMA legacy_alter_table=OFF;
CREATE INDEX "order_Placed at_select_idx" ON "order" ("Placed at", "select");
COMMIT;
PRAGMA foreign_keys=ON;
