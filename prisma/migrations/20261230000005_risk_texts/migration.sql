-- The texts of risks without their words, so that they can be told in any language.
ALTER TABLE post_risk ADD COLUMN text jsonb;
