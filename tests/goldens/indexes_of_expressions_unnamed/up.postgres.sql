CREATE INDEX "item_expr_idx1" ON "item" ((upper(code)));
