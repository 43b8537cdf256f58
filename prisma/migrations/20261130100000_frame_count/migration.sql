ALTER TABLE "media_asset" ADD COLUMN "frame_count" INTEGER;
