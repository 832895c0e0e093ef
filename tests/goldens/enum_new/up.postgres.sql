CREATE TYPE "mood" AS ENUM ('sad', 'ok');
ALTER TABLE "person" ADD COLUMN "feels" "mood" NOT NULL DEFAULT 'ok';
