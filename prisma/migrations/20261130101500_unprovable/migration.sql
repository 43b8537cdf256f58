-- What a brand wants where nobody can prove that a call whose answer was lost was in vain.
CREATE TYPE "Unprovable" AS ENUM ('REPEAT', 'ASK');
ALTER TABLE "brand" ADD COLUMN "unprovable" "Unprovable" NOT NULL DEFAULT 'REPEAT';

-- One account at a platform may be connected to several brands; what went out through one is no post of another.
CREATE INDEX "social_account_platform_external_id_idx" ON "social_account"("platform", "external_id");
