CREATE TABLE "note" (
    "id" SERIAL NOT NULL,
    "text" TEXT NOT NULL DEFAULT '-'::text,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id")
);
CREATE INDEX note_text_idx ON public.note USING btree (text);
