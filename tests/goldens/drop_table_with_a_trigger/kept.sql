SELECT id, line FROM log;
