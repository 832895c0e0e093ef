DROP INDEX "item_expr_idx1";
