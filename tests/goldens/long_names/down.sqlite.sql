PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_a_table_with_a_name_that_is_longer_than_most_of_them" (
    "id" INTEGER NOT NULL,
    "a_column_with_a_name_that_is_quite_long_as_well" INTEGER NOT NULL,
    "another" INTEGER NOT NULL,
    PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_a_table_with_a_name_that_is_longer_than_most_of_them" ("id", "a_column_with_a_name_that_is_quite_long_as_well", "another")
    SELECT "id", "a_column_with_a_name_that_is_quite_long_as_well", "another" FROM "a_table_with_a_name_that_is_longer_than_most_of_them";
DROP TABLE "a_table_with_a_name_that_is_longer_than_most_of_them";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_a_table_with_a_name_that_is_longer_than_most_of_them" RENAME TO "a_table_with_a_name_that_is_longer_than_most_of_them";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
