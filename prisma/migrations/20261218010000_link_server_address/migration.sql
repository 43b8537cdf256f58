-- A link holds the address of whoever makes it, so it can be fetched only while somebody serves that address.
ALTER TABLE "link_server" ADD COLUMN "public_url" TEXT;
