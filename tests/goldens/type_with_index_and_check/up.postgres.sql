ALTER TABLE "item" DROP CONSTRAINT "item_v_check";
DROP INDEX "item_lower_idx";
ALTER TABLE "item" ALTER COLUMN "v" TYPE TEXT;
ALTER TABLE "item" ADD CONSTRAINT "item_v_check" CHECK (v <> '');
CREATE UNIQUE INDEX "item_lower_idx" ON "item" ((lower(v)));
