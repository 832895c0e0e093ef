PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "label" TEXT NOT NULL DEFAULT '100% \n å ''; --',
    "other" TEXT NOT NULL DEFAULT 'line
break',
    PRIMARY KEY ("id"),
    CONSTRAINT "item_label_check" CHECK (label <> ';' /* no; end */)
);
INSERT INTO "_moviectl_new_item" ("id", "name", "label")
    SELECT "id", "name", "label" FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
