-- step 1
ALTER TABLE `item` DROP PRIMARY KEY,
    ADD PRIMARY KEY (`id`, `line`);
