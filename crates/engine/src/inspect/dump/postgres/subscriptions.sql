UNION ALL
-- The connection string may have a password, and a dump is shown.
SELECT 'subscription', 'pg_subscription'::regclass, s.oid, 0, NULL,
    concat_ws(E'\n',
        'owner ' || pg_get_userbyid(s.subowner),
        (SELECT string_agg(key || ' ' || value, E'\n' ORDER BY key) FROM jsonb_each_text(to_jsonb(s))
        WHERE key = ANY ('{subenabled,subbinary,substream,subtwophasestate,subdisableonerr,
            subpasswordrequired,subrunasowner,subfailover,suborigin,subslotname,subsynccommit,subpublications}')))
FROM pg_subscription AS s
WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
