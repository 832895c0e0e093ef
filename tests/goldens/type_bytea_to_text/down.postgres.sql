ALTER TABLE "item" ALTER COLUMN "v" TYPE BYTEA USING convert_to("v"::text, 'UTF8');
