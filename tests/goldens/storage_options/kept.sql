SELECT code, n FROM t ORDER BY code;
SELECT id, code FROM u ORDER BY id;
