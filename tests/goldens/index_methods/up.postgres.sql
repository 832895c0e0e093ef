CREATE INDEX "item_words_idx" ON "item" USING "gin" ("words");
CREATE INDEX "item_span_idx" ON "item" USING "gist" ("span");
CREATE INDEX "item_code_idx" ON "item" USING "hash" ("code");
CREATE INDEX "item_id_idx" ON "item" USING "brin" ("id");
