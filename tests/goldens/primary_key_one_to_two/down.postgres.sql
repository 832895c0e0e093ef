ALTER TABLE "item" DROP CONSTRAINT "item_pkey",
    ADD CONSTRAINT "item_pkey" PRIMARY KEY ("id");
