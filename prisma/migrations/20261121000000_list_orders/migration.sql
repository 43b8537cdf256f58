-- Lists by time put what has no time at the end. Pages are found by (time, id), so the index has that very expression:
-- the last page of a million posts costs what the first one costs.
CREATE INDEX "scheduled_post_by_time" ON "scheduled_post" ("workspace_id", (coalesce("scheduled_at", 'infinity'::timestamptz)), "id");
CREATE INDEX "scheduled_post_of_brand_by_time" ON "scheduled_post" ("brand_id", (coalesce("scheduled_at", 'infinity'::timestamptz)), "id");
CREATE INDEX "post_target_by_time" ON "post_target" ("workspace_id", (coalesce("due_at", 'infinity'::timestamptz)), "id");
CREATE INDEX "post_target_of_account_by_time" ON "post_target" ("social_account_id", (coalesce("due_at", 'infinity'::timestamptz)), "id");
