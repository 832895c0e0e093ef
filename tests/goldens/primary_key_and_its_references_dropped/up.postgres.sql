ALTER TABLE "sale" DROP CONSTRAINT "sale_item_id_fkey";
ALTER TABLE "item" DROP CONSTRAINT "item_pkey",
    ADD CONSTRAINT "item_pkey" PRIMARY KEY ("code");
