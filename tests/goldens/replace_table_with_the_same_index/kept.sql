-- not while upgraded
SELECT count(*) * 0 FROM item;
