-- A renewal is written down before the platform is asked, so that a refusal after a lost answer can be told from a withdrawal.
ALTER TABLE "social_account" ADD COLUMN "renewal_unanswered_at" TIMESTAMPTZ(3);
