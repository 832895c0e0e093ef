ALTER TABLE "tag" ADD CONSTRAINT "tag_pkey" PRIMARY KEY ("name");
