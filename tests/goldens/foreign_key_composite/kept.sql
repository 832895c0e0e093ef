SELECT area, number, name FROM part ORDER BY area, number;
SELECT id, area, number FROM stock;
