DROP INDEX "person_ok";
ALTER TABLE "person" DROP CONSTRAINT "not_sad";
ALTER TYPE "mood" RENAME TO "_moviectl_old_mood";
CREATE TYPE "mood" AS ENUM ('sad', 'ok');
ALTER TABLE "person" ALTER COLUMN "feels" DROP DEFAULT,
    ALTER COLUMN "feels" TYPE "mood" USING "feels"::text::"mood",
    ALTER COLUMN "felt" TYPE "mood"[] USING "felt"::text[]::"mood"[],
    ALTER COLUMN "feels" SET DEFAULT 'ok'::mood;
DROP TYPE "_moviectl_old_mood";
ALTER TABLE "person" ADD CONSTRAINT "not_sad" CHECK ((feels <> 'sad'::mood) OR (name <> 'Bob'::text));
CREATE INDEX person_ok ON public.person USING btree (name) WHERE (feels = 'ok'::mood);
