UNION ALL
SELECT 'publication table', 'pg_publication_rel'::regclass, p.oid, 0, false, ''
FROM pg_publication_rel AS p
