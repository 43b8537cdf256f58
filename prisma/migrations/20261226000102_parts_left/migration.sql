-- Also what is left of a thread that is half out, with the number of its parts that are; and of the calls since the platform told,
-- only those that it took: the others are counted as reserved.
CREATE OR REPLACE FUNCTION "quota_plans"(scopes jsonb, replaced uuid[], at timestamptz, most int, with_calls boolean) RETURNS TABLE ("kind" text, "key" text, "name" text, "facts" jsonb)
LANGUAGE plpgsql STABLE SET plan_cache_mode = 'force_generic_plan' SET enable_seqscan = off AS $$
DECLARE
  app constant uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  RETURN QUERY
    SELECT told."kind", scope.key, rule.name, told.facts
    FROM jsonb_to_recordset(scopes) AS scope (key text, platform "Platform", account_id uuid, rules jsonb)
    CROSS JOIN LATERAL jsonb_to_recordset(scope.rules) AS rule (name text)
    CROSS JOIN LATERAL (
      (SELECT 'READING' AS "kind", to_jsonb(r) AS facts FROM "quota_reading" r
       WHERE r."platform" = scope.platform AND r."name" = rule.name AND r."scope_id" = coalesce(scope.account_id, app) LIMIT 1)
      UNION ALL
      (SELECT 'WAIT', to_jsonb((extract(epoch FROM w."until") * 1000)::float8) FROM "platform_wait" w
       WHERE w."platform" = scope.platform AND w."scope_id" = coalesce(scope.account_id, app) AND w."quota" = rule.name AND w."until" > at LIMIT 1)
    ) told;
  IF with_calls THEN
    RETURN QUERY
      SELECT 'CALLS', scope.key, rule.name, call.facts
      FROM jsonb_to_recordset(scopes) AS scope (key text, platform "Platform", account_id uuid, rules jsonb)
      CROSS JOIN LATERAL jsonb_to_recordset(scope.rules) AS rule (name text, since timestamptz, grain float8)
      LEFT JOIN LATERAL (
        SELECT r."read_at" FROM "quota_reading" r
        WHERE r."platform" = scope.platform AND r."name" = rule.name AND r."scope_id" = coalesce(scope.account_id, app) LIMIT 1
      ) told ON true
      CROSS JOIN LATERAL (
        SELECT jsonb_build_array((extract(epoch FROM max(q."at")) * 1000)::float8, (extract(epoch FROM min(q."at")) * 1000)::float8, sum(q."units"),
          coalesce(sum(q."units") FILTER (WHERE q."used"), 0), coalesce(sum(q."units") FILTER (WHERE q."used" AND q."at" > told."read_at"), 0)) AS facts
        FROM (
          -- Two scans of an index; a combined condition could use none.
          SELECT u."at", u."units", u."used" FROM "quota_usage" u
          WHERE u."platform" = scope.platform AND u."name" = rule.name AND u."social_account_id" = scope.account_id AND u."at" > rule.since
          UNION ALL
          SELECT u."at", u."units", u."used" FROM "quota_usage" u
          WHERE scope.account_id IS NULL AND u."platform" = scope.platform AND u."name" = rule.name AND u."social_account_id" IS NULL AND u."at" > rule.since
        ) q
        GROUP BY date_bin(make_interval(secs => rule.grain), q."at", 'epoch')
      ) call;
  END IF;
  RETURN QUERY
    SELECT 'PLANNED', scope.key, p."format"::text, jsonb_build_array((extract(epoch FROM min(p."due_at")) * 1000)::float8, p."options", p.media_count, count(*), p.parts_out)
    FROM jsonb_to_recordset(scopes) AS scope (key text, account_id uuid, "from" timestamptz, until timestamptz, grain float8)
    CROSS JOIN unnest(ARRAY['SCHEDULED', 'PUBLISHING']::"TargetStatus"[]) AS state
    CROSS JOIN LATERAL (
      SELECT t."due_at", t."format", t."options",
        CASE WHEN t."format" = 'CAROUSEL' THEN coalesce(jsonb_array_length(nullif(t."overrides" -> 'mediaAssetIds', 'null')),
          (SELECT count(*)::int FROM "post_media" m WHERE m."post_id" = t."post_id")) ELSE 1 END AS media_count,
        CASE WHEN t."intent_at" IS NULL THEN 0 ELSE (SELECT count(*)::int FROM "publish_step" s WHERE s."target_id" = t."id" AND s."kind" = 'COMMIT') END AS parts_out
      FROM "post_target" t
      WHERE t."social_account_id" = scope.account_id AND t."status" = state AND t."due_at" > scope."from" AND t."due_at" < scope.until
        AND t."id" <> ALL (replaced)
      ORDER BY t."due_at" LIMIT most
    ) p
    WHERE scope.account_id IS NOT NULL
    GROUP BY scope.key, p."format", p."options", p.media_count, p.parts_out, date_bin(make_interval(secs => scope.grain), p."due_at", 'epoch');
  RETURN QUERY
    SELECT 'PLANNED', scope.key, p."format"::text, jsonb_build_array((extract(epoch FROM min(p."due_at")) * 1000)::float8, p."options", p.media_count, count(*), p.parts_out)
    FROM jsonb_to_recordset(scopes) AS scope (key text, platform "Platform", account_id uuid, "from" timestamptz, until timestamptz, grain float8)
    CROSS JOIN LATERAL (
      SELECT t."due_at", t."format", t."options",
        CASE WHEN t."format" = 'CAROUSEL' THEN coalesce(jsonb_array_length(nullif(t."overrides" -> 'mediaAssetIds', 'null')),
          (SELECT count(*)::int FROM "post_media" m WHERE m."post_id" = t."post_id")) ELSE 1 END AS media_count,
        CASE WHEN t."intent_at" IS NULL THEN 0 ELSE (SELECT count(*)::int FROM "publish_step" s WHERE s."target_id" = t."id" AND s."kind" = 'COMMIT') END AS parts_out
      FROM "post_target" t
      WHERE t."platform" = scope.platform AND t."status" IN ('SCHEDULED', 'PUBLISHING') AND t."due_at" > scope."from" AND t."due_at" < scope.until
        AND t."id" <> ALL (replaced)
      ORDER BY t."due_at" LIMIT most
    ) p
    WHERE scope.account_id IS NULL
    GROUP BY scope.key, p."format", p."options", p.media_count, p.parts_out, date_bin(make_interval(secs => scope.grain), p."due_at", 'epoch');
END $$;
