ALTER TABLE "item" ALTER COLUMN "v" TYPE TEXT USING convert_from("v", 'UTF8');
