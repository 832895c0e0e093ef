DROP INDEX "item_id_idx";
DROP INDEX "item_code_idx";
DROP INDEX "item_span_idx";
DROP INDEX "item_words_idx";
