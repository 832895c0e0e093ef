-- not while upgraded
SELECT id, v FROM item;
