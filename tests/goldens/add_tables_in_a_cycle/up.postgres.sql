CREATE TABLE "right_side" (
    "id" SERIAL NOT NULL,
    "left_id" INTEGER,
    PRIMARY KEY ("id")
);
CREATE TABLE "left_side" (
    "id" SERIAL NOT NULL,
    "right_id" INTEGER,
    PRIMARY KEY ("id"),
    CONSTRAINT "left_side_right_id_fkey" FOREIGN KEY ("right_id") REFERENCES "right_side" ("id")
);
ALTER TABLE "right_side" ADD CONSTRAINT "right_side_left_id_fkey" FOREIGN KEY ("left_id") REFERENCES "left_side" ("id") ON DELETE CASCADE;
