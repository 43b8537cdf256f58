-- An endpoint that asks to be left alone is not woken by what happens meanwhile.
ALTER TABLE "webhook_lane" ADD COLUMN "not_before" TIMESTAMPTZ(3);
