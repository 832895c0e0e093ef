ALTER TABLE "item" ADD CONSTRAINT "item_name_check" CHECK (name in ('one', 'two', 'it''s') or name like '%x%');
ALTER TABLE "item" ADD CONSTRAINT "item_both_check" CHECK (stock between 1 and 10 and not (name = '' or stock = 7));
