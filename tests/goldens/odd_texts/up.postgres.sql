ALTER TABLE "item" ADD COLUMN "other" TEXT NOT NULL DEFAULT 'line
break';
ALTER TABLE "item" ALTER COLUMN "label" SET DEFAULT '100% \n å ''; --';
ALTER TABLE "item" ADD CONSTRAINT "item_label_check" CHECK (label <> ';' /* no; end */);
