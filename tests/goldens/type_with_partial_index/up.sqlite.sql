PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "v" BIGINT NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "item_v_check" CHECK (v > 1 and v < 100)
);
INSERT INTO "_moviectl_new_item" ("id", "v")
    SELECT "id", "v" FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
CREATE INDEX "item_v_idx" ON "item" ("v") WHERE v > 3;
COMMIT;
PRAGMA foreign_keys=ON;
