ALTER TABLE "sale" DROP CONSTRAINT "sale_item_id_fkey";
ALTER TABLE "item" DROP CONSTRAINT "item_id_key";
ALTER TABLE "item" DROP CONSTRAINT "item_pkey",
    ADD CONSTRAINT "item_pkey" PRIMARY KEY ("id");
ALTER TABLE "sale" ADD CONSTRAINT "sale_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "item" ("id");
