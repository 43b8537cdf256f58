-- What is planned for the allowances that all accounts of a platform share.
CREATE INDEX "post_target_planned_by_platform" ON "post_target" ("platform", "due_at") WHERE "status" IN ('SCHEDULED', 'PUBLISHING');
