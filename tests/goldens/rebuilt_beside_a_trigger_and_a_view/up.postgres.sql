ALTER TABLE "item" ALTER COLUMN "stock" DROP NOT NULL;
ALTER TABLE "item" ADD CONSTRAINT "item_name_key" UNIQUE ("name");
