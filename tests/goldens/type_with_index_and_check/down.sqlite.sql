PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "v" VARCHAR(80) NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "item_v_key" UNIQUE ("v", "id"),
    CONSTRAINT "item_v_check" CHECK (v <> '')
);
INSERT INTO "_moviectl_new_item" ("id", "v")
    SELECT "id", "v" FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
CREATE UNIQUE INDEX "item_lower_idx" ON "item" ((lower(v)));
CREATE INDEX "item_v_idx" ON "item" ("v");
COMMIT;
PRAGMA foreign_keys=ON;
