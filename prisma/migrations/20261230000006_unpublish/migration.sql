-- Posts that are to be removed from their platform, part by part.
CREATE TYPE "RemovalState" AS ENUM ('OPEN', 'DONE');
CREATE TABLE "post_removal" (
  "target_id" UUID NOT NULL,
  "part" TEXT NOT NULL,
  "position" INTEGER NOT NULL,
  "state" "RemovalState" NOT NULL DEFAULT 'OPEN',
  "intent_at" TIMESTAMPTZ(3) NOT NULL,
  "deadline_at" TIMESTAMPTZ(3),
  "tries" INTEGER NOT NULL DEFAULT 0,
  "next_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "post_removal_pkey" PRIMARY KEY ("target_id", "part"),
  CONSTRAINT "post_removal_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "post_target"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "post_removal_open" ON "post_removal"("next_at") WHERE "state" = 'OPEN';
