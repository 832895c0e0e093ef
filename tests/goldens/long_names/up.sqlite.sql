PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_a_table_with_a_name_that_is_longer_than_most_of_them" (
    "id" INTEGER NOT NULL,
    "a_column_with_a_name_that_is_quite_long_as_well" INTEGER NOT NULL,
    "another" INTEGER NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "a_table_with_a_name_that_is_l_a_column_with_a_name_that_is__key" UNIQUE ("a_column_with_a_name_that_is_quite_long_as_well", "another"),
    CONSTRAINT "a_table_with_a_name_that_is_longer_than_most_of_them_check" CHECK (another > 0)
);
INSERT INTO "_moviectl_new_a_table_with_a_name_that_is_longer_than_most_of_them" ("id", "a_column_with_a_name_that_is_quite_long_as_well", "another")
    SELECT "id", "a_column_with_a_name_that_is_quite_long_as_well", "another" FROM "a_table_with_a_name_that_is_longer_than_most_of_them";
DROP TABLE "a_table_with_a_name_that_is_longer_than_most_of_them";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_a_table_with_a_name_that_is_longer_than_most_of_them" RENAME TO "a_table_with_a_name_that_is_longer_than_most_of_them";
PRAGMA legacy_alter_table=OFF;
CREATE INDEX "a_table_with_a_name_that_is_l_a_column_with_a_name_that_is__idx" ON "a_table_with_a_name_that_is_longer_than_most_of_them" ("a_column_with_a_name_that_is_quite_long_as_well");
COMMIT;
PRAGMA foreign_keys=ON;
