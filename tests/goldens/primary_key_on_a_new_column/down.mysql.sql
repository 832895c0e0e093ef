-- step 2
ALTER TABLE `item` DROP PRIMARY KEY,
    ADD PRIMARY KEY (`name`);
-- step 1
ALTER TABLE `item` DROP COLUMN `id`;
