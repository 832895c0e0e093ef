ALTER TABLE "movie" ADD COLUMN "label" TEXT;
UPDATE "movie" SET "label" = (upper(title) || '!');
ALTER TABLE "movie" ALTER COLUMN "label" SET NOT NULL;
