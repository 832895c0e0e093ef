ALTER TABLE "item" ADD CONSTRAINT "item_code_key" UNIQUE ("code");
