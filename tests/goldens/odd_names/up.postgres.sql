ALTER TABLE "order" ADD COLUMN "from" TEXT;
ALTER TABLE "order" ALTER COLUMN "select" SET DEFAULT 'x';
ALTER TABLE "order" ADD CONSTRAINT "order_select_größe_key" UNIQUE ("select", "größe");
ALTER TABLE "order" ADD CONSTRAINT "order_check" CHECK ("größe" > 0);
CREATE INDEX "order_Placed at_select_idx" ON "order" ("Placed at", "select");
