-- The name that the API has for it.
ALTER TYPE "LogStatus" RENAME TO "PublishEventStatus";
