-- As of which state of its file (the time of its last change) a media asset was found to have the recorded bytes, or others.
ALTER TABLE "media_asset" ADD COLUMN "intact_mtime" TIMESTAMPTZ(3), ADD COLUMN "altered_mtime" TIMESTAMPTZ(3);
