-- Moves the turn of its targets among those that wait for the same thing, in steps of priority: see `domain/targets/turn.ts`.
ALTER TABLE "workspace" ADD COLUMN "tier" INTEGER NOT NULL DEFAULT 0;
