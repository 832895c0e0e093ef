DROP TABLE "audit"."entry";
