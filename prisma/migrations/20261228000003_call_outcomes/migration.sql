-- What became of each call to a platform, and the id by which the platform finds it.
ALTER TABLE "platform_call" ADD COLUMN "outcome" TEXT, ADD COLUMN "request_id" TEXT;
