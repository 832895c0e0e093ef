ALTER TABLE "city" DROP CONSTRAINT "city_country_fkey";
DROP INDEX "country_code_idx";
ALTER TABLE "country" ADD CONSTRAINT "country_code_key" UNIQUE ("code");
ALTER TABLE "city" ADD CONSTRAINT "city_country_fkey" FOREIGN KEY ("country") REFERENCES "country" ("code");
