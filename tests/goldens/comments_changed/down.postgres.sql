COMMENT ON COLUMN "item"."name" IS 'As the label says.';
COMMENT ON TABLE "item" IS 'What is sold.';
