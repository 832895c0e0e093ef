CREATE TYPE "mood" AS ENUM ('sad', 'ok');
ALTER TABLE "person" ALTER COLUMN "feels" DROP DEFAULT,
    ALTER COLUMN "feels" TYPE "mood" USING "feels"::text::"mood",
    ALTER COLUMN "feels" SET DEFAULT 'ok';
