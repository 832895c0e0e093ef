SELECT 'publication table', 'pg_publication_rel'::regclass, p.oid, 0, NULL, '',
    format('ALTER PUBLICATION %I ADD TABLE %s', o.pubname, p.prrelid::regclass) AS restore,
    format('ALTER PUBLICATION %I DROP TABLE %s', o.pubname, p.prrelid::regclass) AS remove
FROM pg_publication_rel AS p
JOIN pg_publication AS o ON o.oid = p.prpubid
