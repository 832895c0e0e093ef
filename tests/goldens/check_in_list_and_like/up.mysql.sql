-- step 1
ALTER TABLE `item` ADD CONSTRAINT `item_name_check` CHECK (name in ('one', 'two', 'it''s') or name like '%x%');
-- step 2
ALTER TABLE `item` ADD CONSTRAINT `item_both_check` CHECK (stock between 1 and 10 and not (name = '' or stock = 7));
