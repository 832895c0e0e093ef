ALTER TABLE "person" ALTER COLUMN "feels" DROP DEFAULT;
ALTER TYPE "mood" RENAME TO "_moviectl_old_mood";
CREATE TYPE "mood" AS ENUM ('sad', 'ok', 'happy');
ALTER TABLE "person" ALTER COLUMN "feels" TYPE "mood" USING "feels"::text::"mood";
DROP TYPE "_moviectl_old_mood";
ALTER TABLE "person" ALTER COLUMN "feels" SET DEFAULT 'happy';
