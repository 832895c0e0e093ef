SELECT * FROM author;
