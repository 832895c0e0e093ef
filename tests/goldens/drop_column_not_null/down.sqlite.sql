PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_item" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "stock" INTEGER NOT NULL,
    "price" NUMERIC NOT NULL,
    "made" TIMESTAMP NOT NULL,
    "active" BOOLEAN NOT NULL,
    PRIMARY KEY ("id")
);
-- The dropped values of "stock" are gone: rows that exist get 0.
-- The dropped values of "price" are gone: rows that exist get 0.
-- The dropped values of "made" are gone: rows that exist get '1970-01-01 00:00:00'.
-- The dropped values of "active" are gone: rows that exist get FALSE.
INSERT INTO "_moviectl_new_item" ("id", "name", "stock", "price", "made", "active")
    SELECT "id", "name", 0, 0, '1970-01-01 00:00:00', FALSE FROM "item";
DROP TABLE "item";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_item" RENAME TO "item";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
