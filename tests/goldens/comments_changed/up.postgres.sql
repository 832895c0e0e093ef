COMMENT ON TABLE "item" IS 'What was sold.';
COMMENT ON COLUMN "item"."name" IS 'As printed.';
