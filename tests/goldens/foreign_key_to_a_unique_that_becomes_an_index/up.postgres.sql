ALTER TABLE "city" DROP CONSTRAINT "city_country_fkey";
ALTER TABLE "country" DROP CONSTRAINT "country_code_key";
CREATE UNIQUE INDEX "country_code_idx" ON "country" ("code");
ALTER TABLE "city" ADD CONSTRAINT "city_country_fkey" FOREIGN KEY ("country") REFERENCES "country" ("code");
