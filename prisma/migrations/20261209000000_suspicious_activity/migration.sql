-- From how many networks a key is used: hashes, for a day.

ALTER TYPE "EventSubject" ADD VALUE 'API_KEY';

-- CreateTable
CREATE TABLE "api_key_network" (
    "api_key_id" UUID NOT NULL,
    "network_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "api_key_network_pkey" PRIMARY KEY ("api_key_id","network_hash")
);
CREATE TRIGGER "touch" BEFORE UPDATE ON "api_key_network" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();

-- CreateIndex
CREATE INDEX "api_key_network_seen_at_idx" ON "api_key_network"("seen_at");

-- AddForeignKey
ALTER TABLE "api_key_network" ADD CONSTRAINT "api_key_network_api_key_id_fkey" FOREIGN KEY ("api_key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;
