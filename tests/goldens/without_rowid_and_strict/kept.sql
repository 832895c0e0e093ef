SELECT name, count FROM tag;
