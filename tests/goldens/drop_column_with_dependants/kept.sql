SELECT id, title FROM book;
