-- step 1
ALTER TABLE `tag` ADD PRIMARY KEY (`name`);
