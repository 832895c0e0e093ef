SELECT code, colour, name FROM item ORDER BY code;
