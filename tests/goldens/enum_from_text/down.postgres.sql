ALTER TABLE "person" ALTER COLUMN "feels" DROP DEFAULT,
    ALTER COLUMN "feels" TYPE TEXT USING "feels"::text::TEXT,
    ALTER COLUMN "feels" SET DEFAULT 'ok'::text;
DROP TYPE "mood";
