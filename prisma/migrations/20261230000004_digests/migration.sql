-- Digests: what happened in a brand, once a day or a week, if the brand wants them.

ALTER TYPE "EventSubject" ADD VALUE IF NOT EXISTS 'BRAND';
ALTER TABLE "brand" ADD COLUMN "digests" TEXT[] NOT NULL DEFAULT '{}';

-- Which were made, by the day on the clocks of the brand.
CREATE TABLE "brand_digest" (
    "brand_id" UUID NOT NULL,
    "period" TEXT NOT NULL,
    "day" DATE NOT NULL,

    CONSTRAINT "brand_digest_pkey" PRIMARY KEY ("brand_id", "period", "day")
);
ALTER TABLE "brand_digest" ADD CONSTRAINT "brand_digest_brand_id_fkey" FOREIGN KEY ("brand_id") REFERENCES "brand"("id") ON DELETE CASCADE ON UPDATE CASCADE;
