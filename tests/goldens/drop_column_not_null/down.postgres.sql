-- The dropped values of "active" are gone: rows that exist get FALSE.
ALTER TABLE "item" ADD COLUMN "active" BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE "item" ALTER COLUMN "active" DROP DEFAULT;
-- The dropped values of "made" are gone: rows that exist get '1970-01-01 00:00:00'.
ALTER TABLE "item" ADD COLUMN "made" TIMESTAMP NOT NULL DEFAULT '1970-01-01 00:00:00';
ALTER TABLE "item" ALTER COLUMN "made" DROP DEFAULT;
-- The dropped values of "price" are gone: rows that exist get 0.
ALTER TABLE "item" ADD COLUMN "price" NUMERIC NOT NULL DEFAULT 0;
ALTER TABLE "item" ALTER COLUMN "price" DROP DEFAULT;
-- The dropped values of "stock" are gone: rows that exist get 0.
ALTER TABLE "item" ADD COLUMN "stock" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "item" ALTER COLUMN "stock" DROP DEFAULT;
