SELECT id, name FROM author;
SELECT id, title FROM book;
