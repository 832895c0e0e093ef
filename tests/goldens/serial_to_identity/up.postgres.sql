ALTER TABLE "item" ALTER COLUMN "id" DROP DEFAULT;
DROP SEQUENCE "item_id_seq";
ALTER TABLE "item" ALTER COLUMN "id" ADD GENERATED ALWAYS AS IDENTITY;
SELECT setval(pg_get_serial_sequence('"item"', 'id'), greatest(max("id"), 1), coalesce(max("id") >= 1, FALSE)) FROM "item";
