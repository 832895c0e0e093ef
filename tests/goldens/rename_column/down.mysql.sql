-- step 1
ALTER TABLE `movie` DROP CONSTRAINT `movie_year_check`,
    RENAME COLUMN `made` TO `year`,
    ADD CONSTRAINT `movie_year_check` CHECK (`year` > 1800);
