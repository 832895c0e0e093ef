-- step 1
ALTER TABLE `movie` DROP CONSTRAINT `movie_year_check`,
    RENAME COLUMN `year` TO `made`,
    ADD CONSTRAINT `movie_year_check` CHECK (`made` > 1800);
-- step 2
ALTER TABLE `movie` MODIFY COLUMN `made` BIGINT DEFAULT 1999;
