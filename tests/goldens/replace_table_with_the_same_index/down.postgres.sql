DROP TABLE "thing";
CREATE TABLE "item" (
    "id" SERIAL NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "code" TEXT NOT NULL,
    "area" INTEGER NOT NULL,
    CONSTRAINT "item_pkey" PRIMARY KEY ("id")
);
CREATE INDEX code_idx ON public.item USING btree (code);
