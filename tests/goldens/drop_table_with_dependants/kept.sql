SELECT id, name FROM publisher;
