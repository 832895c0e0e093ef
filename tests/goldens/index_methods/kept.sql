SELECT id, words, span, code FROM item;
