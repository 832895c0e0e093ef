INSERT INTO item (id, name, words, span, code) VALUES (1, 'one', '{a,b}', '[1,5)', 'c');
