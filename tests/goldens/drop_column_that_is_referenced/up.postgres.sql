ALTER TABLE "city" DROP CONSTRAINT "city_country_fkey";
ALTER TABLE "country" DROP CONSTRAINT "country_code_key";
ALTER TABLE "country" DROP COLUMN "code";
