COMMENT ON TABLE "item" IS 'What is sold.
It''s all here.';
COMMENT ON COLUMN "item"."name" IS 'As the label says.';
