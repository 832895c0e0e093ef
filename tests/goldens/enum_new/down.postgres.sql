ALTER TABLE "person" DROP COLUMN "feels";
DROP TYPE "mood";
