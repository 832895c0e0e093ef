ALTER TABLE "right_side" DROP CONSTRAINT "right_side_left_id_fkey";
DROP TABLE "left_side";
DROP TABLE "right_side";
