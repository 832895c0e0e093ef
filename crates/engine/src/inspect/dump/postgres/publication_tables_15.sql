SELECT 'publication table', 'pg_publication_rel'::regclass, p.oid, 0, NULL, concat_ws(E'\n', d.columns, d.condition),
    concat_ws(' ', format('ALTER PUBLICATION %I ADD TABLE %s', o.pubname, p.prrelid::regclass), d.columns, d.condition) AS restore,
    format('ALTER PUBLICATION %I DROP TABLE %s', o.pubname, p.prrelid::regclass) AS remove
FROM pg_publication_rel AS p
JOIN pg_publication AS o ON o.oid = p.prpubid
CROSS JOIN LATERAL (SELECT
    '(' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname)
        FROM unnest(p.prattrs) AS k (attnum)
        JOIN pg_attribute AS a ON a.attrelid = p.prrelid AND a.attnum = k.attnum) || ')',
    'WHERE (' || pg_get_expr(p.prqual, p.prrelid) || ')') AS d (columns, condition)
UNION ALL
SELECT 'publication schema', 'pg_publication_namespace'::regclass, p.oid, 0, NULL, '', NULL, NULL
FROM pg_publication_namespace AS p
