ALTER TABLE "item" ADD COLUMN "stock" INTEGER;
COMMENT ON COLUMN "item"."stock" IS 'How many there are.';
