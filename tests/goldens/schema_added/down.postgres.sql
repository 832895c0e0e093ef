DROP TABLE "audit"."entry";
DROP SCHEMA "audit";
