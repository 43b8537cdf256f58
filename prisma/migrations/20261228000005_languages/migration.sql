-- The language and the time zone in which an API key is told texts, and the texts of failed connections without their words.
ALTER TABLE api_key ADD COLUMN language text, ADD COLUMN time_zone text;
ALTER TABLE connection_attempt ADD COLUMN error_text jsonb;
