ALTER TABLE "item" ADD COLUMN "full" TEXT GENERATED ALWAYS AS (first || ' ' || last) VIRTUAL;
