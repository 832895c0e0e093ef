-- step 2
ALTER TABLE `movie` MODIFY COLUMN `made` INTEGER DEFAULT 1999;
-- step 1
ALTER TABLE `movie` DROP CONSTRAINT `movie_year_check`,
    RENAME COLUMN `made` TO `year`,
    ADD CONSTRAINT `movie_year_check` CHECK (`year` > 1800);
