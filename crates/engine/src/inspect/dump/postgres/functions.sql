SELECT 'aggregate', 'pg_proc'::regclass, p.oid, 0, NULL,
    concat_ws(E'\n',
        'owner ' || pg_get_userbyid(p.proowner),
        pg_get_function_arguments(p.oid) || ' RETURNS ' || pg_get_function_result(p.oid),
        'PARALLEL ' || p.proparallel::text,
        'STYPE ' || format_type(a.aggtranstype, NULL),
        'MSTYPE ' || format_type(NULLIF(a.aggmtranstype, 0), NULL),
        'SORTOP ' || NULLIF(a.aggsortop, 0)::regoperator,
        (SELECT string_agg(key || ' ' || value, E'\n' ORDER BY key) FROM jsonb_each_text(to_jsonb(a))
        WHERE key <> ALL ('{aggfnoid,aggtranstype,aggmtranstype,aggsortop}') AND value <> '-'))
FROM pg_proc AS p
JOIN space AS n ON n.oid = p.pronamespace
JOIN pg_aggregate AS a ON a.aggfnoid = p.oid
UNION ALL
SELECT 'operator', 'pg_operator'::regclass, o.oid, 0, NULL,
    concat_ws(E'\n',
        'owner ' || pg_get_userbyid(o.oprowner),
        'FUNCTION ' || NULLIF(o.oprcode, 0)::regprocedure,
        'COMMUTATOR ' || NULLIF(o.oprcom, 0)::regoperator,
        'NEGATOR ' || NULLIF(o.oprnegate, 0)::regoperator,
        'RESTRICT ' || NULLIF(o.oprrest, 0)::regprocedure,
        'JOIN ' || NULLIF(o.oprjoin, 0)::regprocedure,
        CASE WHEN o.oprcanhash THEN 'HASHES' END,
        CASE WHEN o.oprcanmerge THEN 'MERGES' END)
FROM pg_operator AS o
JOIN space AS n ON n.oid = o.oprnamespace
UNION ALL
SELECT 'operator family', 'pg_opfamily'::regclass, f.oid, 0, NULL, 'owner ' || pg_get_userbyid(f.opfowner)
FROM pg_opfamily AS f
JOIN space AS n ON n.oid = f.opfnamespace
UNION ALL
SELECT 'operator class', 'pg_opclass'::regclass, c.oid, 0, NULL,
    concat_ws(E'\n',
        'owner ' || pg_get_userbyid(c.opcowner),
        CASE WHEN c.opcdefault THEN 'DEFAULT' END,
        'FOR TYPE ' || format_type(c.opcintype, NULL),
        'FAMILY ' || (pg_identify_object('pg_opfamily'::regclass, c.opcfamily, 0)).identity,
        'STORAGE ' || format_type(NULLIF(c.opckeytype, 0), NULL))
FROM pg_opclass AS c
JOIN space AS n ON n.oid = c.opcnamespace
UNION ALL
-- The members of families. They belong to an extension if their family or their class does.
SELECT p.kind, p.class, p.id, 0, NULL, p.definition
FROM (
    SELECT 'member', 'pg_amop'::regclass, o.oid, o.amopfamily,
        concat_ws(E'\n', o.amopopr::regoperator::text,
            'FOR ORDER BY ' || (pg_identify_object('pg_opfamily'::regclass, NULLIF(o.amopsortfamily, 0), 0)).identity)
    FROM pg_amop AS o
    WHERE o.oid >= 16384
    UNION ALL
    SELECT 'member', 'pg_amproc'::regclass, a.oid, a.amprocfamily, a.amproc::regprocedure::text
    FROM pg_amproc AS a
    WHERE a.oid >= 16384
) AS p (kind, class, id, family, definition)
WHERE NOT EXISTS (SELECT FROM member AS m WHERE m.classid = 'pg_opfamily'::regclass AND m.objid = p.family)
  AND NOT EXISTS (
    SELECT FROM pg_depend AS d
    JOIN member AS m ON m.classid = d.refclassid AND m.objid = d.refobjid
    WHERE d.classid = p.class AND d.objid = p.id AND d.refclassid = 'pg_opclass'::regclass)
UNION ALL
SELECT 'language', 'pg_language'::regclass, l.oid, 0, NULL,
    concat_ws(E'\n',
        'owner ' || pg_get_userbyid(l.lanowner),
        CASE WHEN l.lanpltrusted THEN 'TRUSTED' END,
        'HANDLER ' || NULLIF(l.lanplcallfoid, 0)::regprocedure,
        'INLINE ' || NULLIF(l.laninline, 0)::regprocedure,
        'VALIDATOR ' || NULLIF(l.lanvalidator, 0)::regprocedure)
FROM pg_language AS l
WHERE l.oid >= 16384
UNION ALL
SELECT 'transform', 'pg_transform'::regclass, t.oid, 0, NULL,
    concat_ws(E'\n',
        'FROM SQL ' || NULLIF(t.trffromsql, 0)::regprocedure,
        'TO SQL ' || NULLIF(t.trftosql, 0)::regprocedure)
FROM pg_transform AS t
WHERE t.oid >= 16384
UNION ALL
SELECT 'access method', 'pg_am'::regclass, a.oid, 0, NULL, format('TYPE %s HANDLER %s', a.amtype, a.amhandler)
FROM pg_am AS a
WHERE a.oid >= 16384
