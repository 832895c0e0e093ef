CREATE TABLE "audit"."entry" (
    "id" SERIAL NOT NULL,
    "movie_id" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    CONSTRAINT "entry_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "entry_movie_id_fkey" FOREIGN KEY ("movie_id") REFERENCES "movie" ("id")
);
CREATE INDEX entry_text_idx ON audit.entry USING btree (text);
