/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query AccountCalls($id: ID!, $first: Int, $after: String) {\n    socialAccount(id: $id) {\n      calls(first: $first, after: $after) {\n        totalCount\n        pageInfo { hasNextPage endCursor }\n        nodes { at operation outcome httpStatus durationMs requestId }\n      }\n    }\n  }\n": typeof types.AccountCallsDocument,
    "\n  query AccountHealth($id: ID!) {\n    socialAccount(id: $id) {\n      status statusReason username displayName avatarUrl\n      health {\n        status since expiresAt missingScopes lastCheckedAt userAction\n        reasons { code message userAction }\n        lastError { code message at }\n      }\n    }\n  }\n": typeof types.AccountHealthDocument,
    "\n  query AccountsByHealth($health: [AccountHealthStatus!]) {\n    socialAccounts(filter: { health: $health }) { totalCount nodes { platform } }\n  }\n": typeof types.AccountsByHealthDocument,
    "\n  query AccountEvents($id: ID!) {\n    events(filter: { subjectId: $id }, first: 100) { nodes { type payload } }\n  }\n": typeof types.AccountEventsDocument,
    "\n  mutation TestOne($id: ID!) {\n    testSocialAccount(input: { socialAccountId: $id }) {\n      test { testedAt socialAccount { health { status } } results { subject verdict code message userAction } }\n      userErrors { code path retryAt }\n    }\n  }\n": typeof types.TestOneDocument,
    "\n  mutation TestAll($id: ID!) {\n    testSocialAccounts(input: { brandId: $id }) {\n      tests { socialAccount { platform } results { subject verdict } }\n      userErrors { code retryAt }\n      warnings { code retryAt }\n    }\n  }\n": typeof types.TestAllDocument,
    "\n  query AccountUnits($id: ID!) {\n    socialAccount(id: $id) { quotas { name used } }\n  }\n": typeof types.AccountUnitsDocument,
    "\n  query Names($brandIds: [ID!]) {\n    socialAccounts(filter: { brandIds: $brandIds }, first: 10) { nodes { platform username } }\n  }\n": typeof types.NamesDocument,
    "\n  query PostStatus($id: ID!) {\n    scheduledPost(id: $id) { targets { status error { code } } }\n  }\n": typeof types.PostStatusDocument,
    "\n  mutation Pause($input: PausePublishingInput!) {\n    pausePublishing(input: $input) { pausedAt userErrors { code } }\n  }\n": typeof types.PauseDocument,
    "\n  query AccountState($id: ID!) {\n    socialAccount(id: $id) { pausedAt allowedActions targets(first: 2) { totalCount nodes { id status } } }\n  }\n": typeof types.AccountStateDocument,
    "\n  mutation DeleteAccount($input: DeleteSocialAccountInput!) {\n    deleteSocialAccount(input: $input) { deletedSocialAccountId userErrors { code actual } }\n  }\n": typeof types.DeleteAccountDocument,
    "\n  mutation CancelPost($input: CancelScheduledPostInput!) {\n    cancelScheduledPost(input: $input) { userErrors { code } }\n  }\n": typeof types.CancelPostDocument,
    "\n  mutation Disconnect($input: DisconnectSocialAccountInput!) {\n    disconnectSocialAccount(input: $input) { socialAccount { status allowedActions } warnings { code } userErrors { code } }\n  }\n": typeof types.DisconnectDocument,
    "\n  query AuditLog($filter: AuditLogFilter, $first: Int, $after: String) {\n    auditLog(filter: $filter, first: $first, after: $after) {\n      totalCount\n      pageInfo { hasNextPage endCursor }\n      nodes {\n        id at actor apiKeyId actorName address client requestId action result codes subject subjectId brandId details\n        changes { kind subject subjectId fields }\n        link { day number digest }\n      }\n    }\n  }\n": typeof types.AuditLogDocument,
    "\n  mutation BeginAudited($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { state authorizationUrl }\n  }\n": typeof types.BeginAuditedDocument,
    "\n  mutation MakeAuditedEndpoint {\n    createWebhookEndpoint(input: { url: \"https://127.0.0.1:1/hook\", events: [\"*\"] }) { endpoint { id } secret }\n  }\n": typeof types.MakeAuditedEndpointDocument,
    "\n  query Viewer {\n    viewer {\n      workspace { id name }\n      apiKey { id name scopes brandIds isUsable }\n      scopes\n    }\n  }\n": typeof types.ViewerDocument,
    "\n  query Brands($first: Int, $after: String) {\n    brands(first: $first, after: $after) {\n      totalCount\n      nodes { id name }\n      edges { cursor node { id } }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n": typeof types.BrandsDocument,
    "\n  mutation RevokeKey($input: RevokeApiKeyInput!) {\n    revokeApiKey(input: $input) {\n      apiKey { id isUsable revokedAt }\n      userErrors { code message path }\n    }\n  }\n": typeof types.RevokeKeyDocument,
    "\n  mutation StartInBrowser($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl startUrl state userErrors { code message path } }\n  }\n": typeof types.StartInBrowserDocument,
    "\n  mutation CompleteByClient($input: CompleteAccountConnectionInput!) {\n    completeAccountConnection(input: $input) { socialAccount { id username } userErrors { code message } }\n  }\n": typeof types.CompleteByClientDocument,
    "\n  query AccountsOfBrand($brandIds: [ID!]) { socialAccounts(filter: { brandIds: $brandIds }) { nodes { id username } } }\n": typeof types.AccountsOfBrandDocument,
    "\n  mutation RevokeOwn($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { userErrors { code } } }\n": typeof types.RevokeOwnDocument,
    "\n  mutation DeleteConnectingBrand($input: DeleteBrandInput!) { deleteBrand(input: $input) { userErrors { code } } }\n": typeof types.DeleteConnectingBrandDocument,
    "\n  query ConnectionAttempts($filter: ConnectionAttemptFilter) {\n    connectionAttempts(filter: $filter) {\n      nodes { id status platform brandId socialAccountId error { code message } durationMs steps { step durationMs errorCode } }\n      totalCount\n    }\n  }\n": typeof types.ConnectionAttemptsDocument,
    "\n  query ConnectionFunnel($from: DateTime!, $to: DateTime!, $platform: Platform) {\n    connectionFunnel(from: $from, to: $to, platform: $platform) { step reached failed medianMs p95Ms errors { code count } }\n  }\n": typeof types.ConnectionFunnelDocument,
    "\n  query StreamEvents($after: String, $first: Int, $filter: EventFilter) {\n    events(after: $after, first: $first, filter: $filter) {\n      nodes { cursor subject subjectId type actorId brandId payload }\n      hasNextPage endCursor\n    }\n  }\n": typeof types.StreamEventsDocument,
    "\n  mutation DisconnectForEvents($id: ID!) {\n    disconnectSocialAccount(input: { socialAccountId: $id }) { userErrors { code } }\n  }\n": typeof types.DisconnectForEventsDocument,
    "\n  mutation ChangePostForEvents($id: ID!) {\n    updateScheduledPost(input: { postId: $id, expectedVersion: 1, content: { caption: \"Another\" } }) { userErrors { code } }\n    reschedulePost(input: { postId: $id, schedule: { mode: AT, at: \"2030-01-02T09:00:00Z\" } }) { userErrors { code } }\n    cancelScheduledPost(input: { postId: $id }) { userErrors { code } }\n    deleteScheduledPost(input: { postId: $id }) { userErrors { code } }\n  }\n": typeof types.ChangePostForEventsDocument,
    "\n  mutation PauseForEvents($accountId: ID!, $mediaAssetId: ID!, $fileName: String!) {\n    pausePublishing(input: { scope: ACCOUNT, socialAccountId: $accountId }) { userErrors { code } }\n    updateMediaAsset(input: { mediaAssetId: $mediaAssetId, fileName: $fileName }) { userErrors { code } }\n  }\n": typeof types.PauseForEventsDocument,
    "\n  mutation ResumeForEvents($accountId: ID!) {\n    resumePublishing(input: { scope: ACCOUNT, socialAccountId: $accountId }) { userErrors { code } }\n  }\n": typeof types.ResumeForEventsDocument,
    "\n  mutation CreateIntoWindow($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost { id targets { id } }\n      userErrors { code message }\n      warnings { code message path limit actual targetId nextFreeTime }\n    }\n  }\n": typeof types.CreateIntoWindowDocument,
    "\n  mutation MoveIntoWindow($input: ReschedulePostInput!) {\n    reschedulePost(input: $input) { userErrors { code } warnings { code limit actual targetId nextFreeTime } }\n  }\n": typeof types.MoveIntoWindowDocument,
    "\n  mutation CancelInWindow($input: CancelScheduledPostInput!) { cancelScheduledPost(input: $input) { userErrors { code } } }\n": typeof types.CancelInWindowDocument,
    "\n  query ValidateIntoWindow($input: ValidatePostInput!) {\n    validatePost(input: $input) { valid warnings { code nextFreeTime } }\n  }\n": typeof types.ValidateIntoWindowDocument,
    "\n  query FreeTime($id: ID!, $format: Format!, $after: DateTime, $options: PostTargetOptionsInput) {\n    nextFreeTime(accountId: $id, format: $format, after: $after, options: $options) {\n      at full { name scope basis limit taken units }\n    }\n  }\n": typeof types.FreeTimeDocument,
    "\n  query AccountsOfBranch($brandIds: [ID!]) { socialAccounts(filter: { brandIds: $brandIds }) { nodes { id } } }\n": typeof types.AccountsOfBranchDocument,
    "\n  mutation ReserveUnits($input: UpdateBrandInput!) {\n    updateBrand(input: $input) { brand { reservesQuota } userErrors { code } }\n  }\n": typeof types.ReserveUnitsDocument,
    "\n  query Reserved($brandId: ID!, $accountId: ID!, $postId: ID!) {\n    brand(id: $brandId) { version reservesQuota }\n    socialAccount(id: $accountId) { quotas { name reservedForScheduled } }\n    scheduledPost(id: $postId) { targets { reservesQuota } }\n  }\n": typeof types.ReservedDocument,
    "\n  query SharedQuotas { platform(platform: YOUTUBE) { sharedQuotas { name scope limit used } quotas { name } } }\n": typeof types.SharedQuotasDocument,
    "\n  query AccountMetricsOf($id: ID!, $from: DateTime!, $to: DateTime!, $interval: MetricInterval!, $metrics: [Metric!]) {\n    accountMetrics(accountId: $id, from: $from, to: $to, interval: $interval) {\n      timeZone\n      socialAccount { id }\n      sync { syncedAt nextAt failures error { code } }\n      followerGrowth { first last change rate }\n      series(metrics: $metrics) { rule { metric kind } timeZone points { day value gap } }\n    }\n  }\n": typeof types.AccountMetricsOfDocument,
    "\n  query PostMetricsOf($id: ID!) {\n    postMetrics(targetId: $id) {\n      target { presence presenceAt }\n      readings { age dueAt readAt engagement engagementRate figures { metric unit value gap } }\n    }\n  }\n": typeof types.PostMetricsOfDocument,
    "\n  query OverviewOf($id: ID!, $from: DateTime!, $to: DateTime!) {\n    brandOverview(brandId: $id, from: $from, to: $to) {\n      timeZone posts isComplete engagementRate\n      totals { metric value gap }\n      followerGrowth { change rate }\n      byPlatform { platform posts engagementRate totals { metric value gap } }\n      topPosts(first: 2) { value target { id } }\n      byLikes: topPosts(metric: LIKES, first: 1) { value target { id } }\n    }\n  }\n": typeof types.OverviewOfDocument,
    "\n  query BestTimesOf($id: ID!) {\n    bestTimes(accountId: $id) { timeZone posts times { weekday hour posts value factor } }\n  }\n": typeof types.BestTimesOfDocument,
    "\n  mutation SyncAccount($input: SyncSocialAccountInput!) {\n    syncSocialAccount(input: $input) { socialAccount { id } nextAllowedAt userErrors { code retryAt } }\n  }\n": typeof types.SyncAccountDocument,
    "\n  query PlatformMetricsTable {\n    platforms { platform metrics { metric kind meaning source scope delayHours } absentMetrics { metric isRetired reason } }\n  }\n": typeof types.PlatformMetricsTableDocument,
    "\n  query InstallationHealth {\n    health {\n      version\n      nodeVersion\n      timeZoneRules\n      pendingMigrations\n      platforms { platform isConfigured isSandbox status { state since } }\n      accounts { platform status count }\n      expiringAccounts { id platform refreshExpiresAt }\n      failingAccounts { id platform status statusReason }\n      blockedTargets { blockedBy count }\n      unknownOutcomes\n      lags { dueMs dispatcherMs eventConsumers { name lagMs } }\n    }\n  }\n": typeof types.InstallationHealthDocument,
    "\n  mutation TestForHealth($input: TestSocialAccountInput!) {\n    testSocialAccount(input: $input) { userErrors { code message path } }\n  }\n": typeof types.TestForHealthDocument,
    "\n  query Everything {\n    viewer { apiKey { id } workspace { id } }\n    brands { nodes { id } }\n    socialAccounts { nodes { id } }\n    scheduledPosts { nodes { id } }\n    postTargets { nodes { id } }\n    mediaAssets { nodes { id } }\n    publishingLogs { nodes { id } }\n    auditLog { nodes { id } }\n    publishEvents(first: 100) { nodes { seq } }\n    events(first: 100) { nodes { subjectId } }\n    webhookEndpoints { nodes { id } }\n    notifications { nodes { id } }\n    connectionAttempts { nodes { id } }\n    publishingStats(from: \"2026-01-01T00:00:00Z\", to: \"2026-12-31T00:00:00Z\", groupBy: STATUS) { total }\n  }\n": typeof types.EverythingDocument,
    "\n  mutation CreateEndpointForIsolation {\n    createWebhookEndpoint(input: { url: \"https://127.0.0.1:1/hook\", events: [\"*\"] }) { endpoint { id } }\n  }\n": typeof types.CreateEndpointForIsolationDocument,
    "\n  mutation SetLanguage($input: UpdateApiKeyInput!) {\n    updateApiKey(input: $input) {\n      apiKey { language timeZone }\n      userErrors { code path message }\n    }\n  }\n": typeof types.SetLanguageDocument,
    "\n    query AccountInLanguage($id: ID!) {\n      socialAccount(id: $id) { health { reasons { code message } lastError { code message } } }\n    }\n  ": typeof types.AccountInLanguageDocument,
    "\n  mutation Reschedule($input: ReschedulePostInput!) {\n    reschedulePost(input: $input) {\n      changedTargets { id }\n      userErrors { code message path }\n    }\n  }\n": typeof types.RescheduleDocument,
    "\n  query Events($after: String, $first: Int, $filter: PublishEventFilter) {\n    publishEvents(after: $after, first: $first, filter: $filter) {\n      nodes { cursor seq status targetStatus postId targetId }\n      hasNextPage\n      endCursor\n    }\n  }\n": typeof types.EventsDocument,
    "\n  mutation DeleteMedia($input: DeleteMediaAssetInput!) {\n    deleteMediaAsset(input: $input) { deletedMediaAssetId userErrors { code } }\n  }\n": typeof types.DeleteMediaDocument,
    "\n  mutation RemovePost($input: DeleteScheduledPostInput!) {\n    deleteScheduledPost(input: $input) { userErrors { code } }\n  }\n": typeof types.RemovePostDocument,
    "\n  mutation ImportMedia($input: ImportMediaFromUrlInput!) {\n    importMediaFromUrl(input: $input) { mediaAsset { id kind status mimeType sourceUrl fileName altText } userErrors { code message path } }\n  }\n": typeof types.ImportMediaDocument,
    "\n  query ValidateMoney($input: ValidatePostInput!) {\n    validatePost(input: $input) {\n      warnings { code limit actual path }\n      costs { total { amount currency } items { name count price { amount } } since isOverridden }\n    }\n  }\n": typeof types.ValidateMoneyDocument,
    "\n  mutation CreateBilled($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost { targets { platform estimatedCost { total { amount currency } } } }\n      userErrors { code message }\n      warnings { code limit actual path }\n    }\n  }\n": typeof types.CreateBilledDocument,
    "\n  mutation SetBudget($input: UpdateWorkspaceBudgetInput!) {\n    updateWorkspaceBudget(input: $input) {\n      budget { currency limitMinor limit { amount } left { amount } }\n      wokenTargets\n      userErrors { code path limit }\n    }\n  }\n": typeof types.SetBudgetDocument,
    "\n  query Budgets { viewer { workspace { budgets { currency month limitMinor spent { amount } left { amount } } } } }\n": typeof types.BudgetsDocument,
    "\n  query Prices { platforms { platform pricing { since prices { name price { amount currency } isOverridden } } } }\n": typeof types.PricesDocument,
    "\n  query Notifications($filter: NotificationFilter, $orderBy: CreationOrder, $first: Int, $after: String) {\n    notifications(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {\n      nodes {\n        id type severity code params title body userAction linkPath subject subjectId brandId socialAccountId targetCount postIds isRead\n      }\n      pageInfo { hasNextPage endCursor }\n      totalCount\n    }\n    unreadCount\n  }\n": typeof types.NotificationsDocument,
    "\n  mutation MarkRead($input: MarkNotificationsReadInput!) {\n    markNotificationsRead(input: $input) { unreadCount userErrors { code message path } }\n  }\n": typeof types.MarkReadDocument,
    "\n  query Preferences { notificationPreferences { type channel brandId isEnabled } }\n": typeof types.PreferencesDocument,
    "\n  mutation Choose($input: UpdateNotificationPreferencesInput!) {\n    updateNotificationPreferences(input: $input) { preferences { type channel brandId isEnabled } userErrors { code message path } }\n  }\n": typeof types.ChooseDocument,
    "\n  query AuditOfPreferences { auditLog(filter: { actions: [\"updateNotificationPreferences\"] }) { nodes { subject subjectId result changes { fields } } } }\n": typeof types.AuditOfPreferencesDocument,
    "query ViewerOfNotifications { viewer { workspace { id } apiKey { id } } }": typeof types.ViewerOfNotificationsDocument,
    "\n  mutation KeyForNotifications($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }\n": typeof types.KeyForNotificationsDocument,
    "\n  query Credits {\n    viewer { workspace { credits creditEntries { amount reason } achievements { code } } }\n  }\n": typeof types.CreditsDocument,
    "\n  mutation UpdateBrandForDigests($input: UpdateBrandInput!) {\n    updateBrand(input: $input) { brand { digests } userErrors { code } }\n  }\n": typeof types.UpdateBrandForDigestsDocument,
    "\n  query Posts($first: Int, $last: Int, $after: String, $before: String, $filter: ScheduledPostFilter, $orderBy: ScheduledPostOrder!) {\n    scheduledPosts(first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy) {\n      totalCount\n      nodes { id caption status scheduledAt targets { id status } }\n      edges { cursor }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n": typeof types.PostsDocument,
    "\n  query PostPage($first: Int!) {\n    scheduledPosts(first: $first) {\n      nodes { id status caption targets { id platform status socialAccount { id username status } } media { altText } }\n    }\n  }\n": typeof types.PostPageDocument,
    "\n  query BrandsWithPosts($first: Int!, $posts: Int!) {\n    brands(first: $first) {\n      nodes { id scheduledPosts(first: $posts, orderBy: CREATED_AT_ASC) { totalCount nodes { id caption } pageInfo { hasNextPage endCursor } } }\n    }\n  }\n": typeof types.BrandsWithPostsDocument,
    "\n  query AccountsWithQuotas {\n    socialAccounts(first: 50) { nodes { id platform quotas { name limit used resetsAt } brand { id } } }\n  }\n": typeof types.AccountsWithQuotasDocument,
    "\n  mutation CreateForId($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) { scheduledPost { __typename postId: id } userErrors { code } }\n  }\n": typeof types.CreateForIdDocument,
    "\n  mutation CreateForCaption($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) { scheduledPost { id ...Words } userErrors { code } }\n  }\n  fragment Words on ScheduledPost { caption }\n": typeof types.CreateForCaptionDocument,
    "\n  query PlatformStatuses {\n    platforms {\n      platform\n      status {\n        state errorRate lastCheckedAt since\n        responseTimeMs { p50 p95 }\n        openIncidents { id host state reason startedAt endedAt }\n      }\n    }\n  }\n": typeof types.PlatformStatusesDocument,
    "\n  query PlatformStatusHistory($platform: Platform!, $from: DateTime!, $to: DateTime!) {\n    platformStatusHistory(platform: $platform, from: $from, to: $to) {\n      incidents { id host state startedAt endedAt }\n      buckets { at until state calls errorRate responseTimeMs { p50 p95 } }\n    }\n  }\n": typeof types.PlatformStatusHistoryDocument,
    "\n  query TargetsInOutage($brandIds: [ID!]) {\n    postTargets(filter: { brandIds: $brandIds }, first: 100) {\n      nodes { id platform status blockedBy wakeAt error { code message retryAt } publishedAt }\n    }\n  }\n": typeof types.TargetsInOutageDocument,
    "\n  query PlatformEvents($after: String) {\n    events(after: $after, filter: { subjects: [PLATFORM] }) { nodes { type subjectId brandId payload } endCursor }\n  }\n": typeof types.PlatformEventsDocument,
    "\n  query AccountsInOutage { socialAccounts(first: 100) { nodes { id platform brand { id } } } }\n": typeof types.AccountsInOutageDocument,
    "\n  query TargetsInTrouble($id: ID!) { scheduledPost(id: $id) { targets { platform status } } }\n": typeof types.TargetsInTroubleDocument,
    "\n  query AccountTold($id: ID!) {\n    socialAccount(id: $id) {\n      status statusReason username displayName avatarUrl\n      health { status reasons { code message } }\n    }\n    events(filter: { subjectId: $id }, first: 100) { nodes { type } }\n  }\n": typeof types.AccountToldDocument,
    "\n  mutation CreateFull($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost {\n        id version status caption title scheduledAt timeZone localTime externalId metadata allowedActions\n        brand { id }\n        media { altText mediaAsset { id kind width } }\n        targets {\n          id status format allowedActions isCommitted dueAt\n          overrides { caption title media { id } }\n          options {\n            __typename\n            ... on InstagramOptions { firstComment collaborators userTags { username x y mediaIndex } coverMediaAssetId }\n            ... on TikTokOptions { mode privacyLevel }\n            ... on YouTubeOptions { privacy tags thumbnailMediaAssetId }\n            ... on XOptions { replySettings poll { options durationMinutes } thread { text mediaIndexes } }\n          }\n        }\n      }\n      userErrors { code message path limit actual targetId }\n      warnings { code message path }\n    }\n  }\n": typeof types.CreateFullDocument,
    "\n  query Validate($input: ValidatePostInput!) {\n    validatePost(input: $input) { valid errors { code message path limit actual } warnings { code path } }\n  }\n": typeof types.ValidateDocument,
    "\n  mutation DeleteWritten($input: DeleteScheduledPostInput!) {\n    deleteScheduledPost(input: $input) { deletedScheduledPostId }\n  }\n": typeof types.DeleteWrittenDocument,
    "\n  query PostRisks($id: ID!) {\n    scheduledPost(id: $id) {\n      risks { cause userAction message postTarget { id } }\n      targets { id risks { cause } }\n    }\n    postsAtRisk { nodes { id } }\n  }\n": typeof types.PostRisksDocument,
    "\n  query RiskEvents($id: ID!) {\n    events(filter: { subjectId: $id }, first: 100) { nodes { type payload } }\n  }\n": typeof types.RiskEventsDocument,
    "\n  mutation PauseForRisk($input: PausePublishingInput!) {\n    pausePublishing(input: $input) { userErrors { code } }\n  }\n": typeof types.PauseForRiskDocument,
    "\n  mutation ResumeForRisk($input: ResumePublishingInput!) {\n    resumePublishing(input: $input) { userErrors { code } }\n  }\n": typeof types.ResumeForRiskDocument,
    "\n  mutation AllowForRisk($input: UpdateWorkspaceBudgetInput!) {\n    updateWorkspaceBudget(input: $input) { userErrors { code } }\n  }\n": typeof types.AllowForRiskDocument,
    "\n  query PostById($id: ID, $externalId: String, $brandId: ID) {\n    scheduledPost(id: $id, externalId: $externalId, brandId: $brandId) {\n      id version status caption\n      targets { id status overrides { caption } }\n      logs(first: 5) { nodes { kind status seq } }\n    }\n  }\n": typeof types.PostByIdDocument,
    "\n  mutation Update($input: UpdateScheduledPostInput!) {\n    updateScheduledPost(input: $input) {\n      scheduledPost { id version caption targets { id format overrides { caption } options { ... on XOptions { replySettings } } } }\n      userErrors { code message path limit actual }\n      warnings { code }\n    }\n  }\n": typeof types.UpdateDocument,
    "\n  mutation Cancel($input: CancelScheduledPostInput!) {\n    cancelScheduledPost(input: $input) {\n      scheduledPost { id status allowedActions }\n      changedTargets { id status }\n      refused { code targetId }\n      userErrors { code message path actual targetId }\n    }\n  }\n": typeof types.CancelDocument,
    "\n  mutation SchedulePost($input: SchedulePostInput!) {\n    schedulePost(input: $input) { scheduledPost { id status scheduledAt } userErrors { code message path limit actual } warnings { code } }\n  }\n": typeof types.SchedulePostDocument,
    "\n  mutation DeletePost($input: DeleteScheduledPostInput!) {\n    deleteScheduledPost(input: $input) { deletedScheduledPostId userErrors { code } }\n  }\n": typeof types.DeletePostDocument,
    "\n  query Overview($from: DateTime!, $to: DateTime!, $brandIds: [ID!], $timeZone: String!) {\n    calendar(from: $from, to: $to, brandIds: $brandIds, timeZone: $timeZone) { isComplete days { date posts { id } } }\n    publishingStats(from: $from, to: $to, groupBy: DAY, brandIds: $brandIds, timeZone: $timeZone) { key total byStatus { status count } }\n  }\n": typeof types.OverviewDocument,
    "\n  mutation Revoke($input: RevokeApiKeyInput!) {\n    revokeApiKey(input: $input) { apiKey { id } userErrors { code } }\n  }\n": typeof types.RevokeDocument,
    "\n  mutation ChangeKeyInUse($input: UpdateApiKeyInput!) {\n    updateApiKey(input: $input) { userErrors { code } }\n  }\n": typeof types.ChangeKeyInUseDocument,
    "\n  query SuspiciousEvents($filter: EventFilter) {\n    events(first: 100, filter: $filter) { nodes { type subject subjectId brandId payload } }\n  }\n": typeof types.SuspiciousEventsDocument,
    "\n  mutation ConnectSuspiciously($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl userErrors { code } }\n  }\n": typeof types.ConnectSuspiciouslyDocument,
    "\n  query PausedSuspicious($id: ID!) { socialAccount(id: $id) { pausedAt } }\n": typeof types.PausedSuspiciousDocument,
    "\n  query Creator($id: ID!) {\n    socialAccount(id: $id) {\n      id status username\n      tiktokCreator {\n        nickname username avatarUrl privacyLevels commentDisabled duetDisabled stitchDisabled maxVideoDurationSeconds checkedAt\n        error { code message userAction retryAt }\n      }\n    }\n  }\n": typeof types.CreatorDocument,
    "\n  query CheckChoices($input: ValidatePostInput!) {\n    validatePost(input: $input) { valid errors { code } warnings { code path limit actual message } }\n  }\n": typeof types.CheckChoicesDocument,
    "\n  mutation ReconnectCreator($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl userErrors { code } }\n  }\n": typeof types.ReconnectCreatorDocument,
    "\n  mutation BeginConnection($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl userErrors { code } }\n  }\n": typeof types.BeginConnectionDocument,
    "\n  query TikTokScopes {\n    platform(platform: TIKTOK) { features scopes }\n    socialAccounts { nodes { id scopes missingScopes } }\n  }\n": typeof types.TikTokScopesDocument,
    "\n  query CheckScopes($input: ValidatePostInput!) {\n    validatePost(input: $input) { valid errors { code message path limit } }\n  }\n": typeof types.CheckScopesDocument,
    "\n  mutation CreateWebhook($input: CreateWebhookEndpointInput!) {\n    createWebhookEndpoint(input: $input) {\n      endpoint { id url events brandIds scopes status createdById }\n      secret\n      userErrors { code path }\n      warnings { code }\n    }\n  }\n": typeof types.CreateWebhookDocument,
    "\n  mutation UpdateWebhook($input: UpdateWebhookEndpointInput!) {\n    updateWebhookEndpoint(input: $input) { endpoint { id url status } userErrors { code path } }\n  }\n": typeof types.UpdateWebhookDocument,
    "\n  mutation TestWebhook($id: ID!) {\n    testWebhookEndpoint(input: { endpointId: $id }) {\n      isDelivered attempt { number status requestBody } userErrors { code }\n    }\n  }\n": typeof types.TestWebhookDocument,
    "\n  mutation DeleteWebhook($id: ID!) {\n    deleteWebhookEndpoint(input: { endpointId: $id }) { deletedId userErrors { code } }\n  }\n": typeof types.DeleteWebhookDocument,
    "\n  query ListWebhooks {\n    webhookEndpoints { nodes { id } totalCount }\n  }\n": typeof types.ListWebhooksDocument,
    "\n  query WebhookDeliveries($id: ID!, $filter: WebhookDeliveryFilter) {\n    webhookEndpoint(id: $id) {\n      lastSuccessAt\n      deliveries(filter: $filter) {\n        nodes { id eventId type subject subjectId status attemptCount attempts { number status requestHeaders requestBody responseBody durationMs } }\n      }\n    }\n  }\n": typeof types.WebhookDeliveriesDocument,
    "\n  mutation Recover($input: RecoverAccountPostsInput!) {\n    recoverAccountPosts(input: $input) {\n      recovered { postTarget { id status dueAt } dueAt }\n      refused { code targetId }\n      hasMore\n      userErrors { code path }\n    }\n  }\n": typeof types.RecoverDocument,
    "\n  mutation BeginReconnect($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl }\n  }\n": typeof types.BeginReconnectDocument,
    "\n  mutation Reconnect($input: CompleteAccountConnectionInput!) {\n    completeAccountConnection(input: $input) {\n      socialAccount { status recoverable { totalCount nodes { id status } } }\n      userErrors { code }\n    }\n  }\n": typeof types.ReconnectDocument,
    "\n  query Recoverable($id: ID!) {\n    socialAccount(id: $id) { recoverable { nodes { id status blockedBy error { code } } } }\n  }\n": typeof types.RecoverableDocument,
    "\n  query RecoveredTargetState($id: ID!) {\n    postTarget(id: $id) { status blockedBy dueAt error { code } }\n  }\n": typeof types.RecoveredTargetStateDocument,
    "\n  query ReconnectedEvents($id: ID!) {\n    events(filter: { subjectId: $id }, first: 100) { nodes { type payload } }\n  }\n": typeof types.ReconnectedEventsDocument,
    "\n  mutation SweepEndpoint($input: CreateWebhookEndpointInput!) {\n    createWebhookEndpoint(input: $input) { endpoint { id } secret userErrors { code } }\n  }\n": typeof types.SweepEndpointDocument,
    "\n  mutation SweepRotate($input: RotateWebhookSecretInput!) {\n    rotateWebhookSecret(input: $input) { secret userErrors { code } }\n  }\n": typeof types.SweepRotateDocument,
    "\n  mutation SweepImport($input: ImportMediaFromUrlInput!) {\n    importMediaFromUrl(input: $input) { userErrors { code message } }\n  }\n": typeof types.SweepImportDocument,
    "\n  mutation SweepBegin($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { state authorizationUrl userErrors { code } }\n  }\n": typeof types.SweepBeginDocument,
    "\n  mutation SweepComplete($input: CompleteAccountConnectionInput!) {\n    completeAccountConnection(input: $input) { userErrors { code message } }\n  }\n": typeof types.SweepCompleteDocument,
    "\n  mutation SweepTest($input: TestSocialAccountInput!) {\n    testSocialAccount(input: $input) { userErrors { code message } }\n  }\n": typeof types.SweepTestDocument,
    "\n  query SweepState($id: ID!) {\n    scheduledPost(id: $id) { status }\n  }\n": typeof types.SweepStateDocument,
    "\n  mutation RetryTraced($input: RetryPostTargetInput!) {\n    retryPostTarget(input: $input) { userErrors { code message path } }\n  }\n": typeof types.RetryTracedDocument,
    "\n  mutation TestTraced($input: TestSocialAccountInput!) {\n    testSocialAccount(input: $input) { userErrors { code message path } }\n  }\n": typeof types.TestTracedDocument,
    "\n  mutation CreateKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      apiKey { id }\n      secret\n      userErrors { code message path }\n    }\n  }\n": typeof types.CreateKeyDocument,
    "\n  mutation CreateBrand($input: CreateBrandInput!) {\n    createBrand(input: $input) {\n      brand { id version }\n      userErrors { code message path }\n    }\n  }\n": typeof types.CreateBrandDocument,
    "\n  mutation StartConnection($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) {\n      authorizationUrl\n      state\n      userErrors { code message path }\n    }\n  }\n": typeof types.StartConnectionDocument,
    "\n  query ConnectedAccounts($brandIds: [ID!]) {\n    socialAccounts(filter: { brandIds: $brandIds }, first: 100) {\n      nodes { id platform status }\n    }\n  }\n": typeof types.ConnectedAccountsDocument,
    "\n  mutation CreatePost($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost { id version targets { id } }\n      userErrors { code message path }\n    }\n  }\n": typeof types.CreatePostDocument,
};
const documents: Documents = {
    "\n  query AccountCalls($id: ID!, $first: Int, $after: String) {\n    socialAccount(id: $id) {\n      calls(first: $first, after: $after) {\n        totalCount\n        pageInfo { hasNextPage endCursor }\n        nodes { at operation outcome httpStatus durationMs requestId }\n      }\n    }\n  }\n": types.AccountCallsDocument,
    "\n  query AccountHealth($id: ID!) {\n    socialAccount(id: $id) {\n      status statusReason username displayName avatarUrl\n      health {\n        status since expiresAt missingScopes lastCheckedAt userAction\n        reasons { code message userAction }\n        lastError { code message at }\n      }\n    }\n  }\n": types.AccountHealthDocument,
    "\n  query AccountsByHealth($health: [AccountHealthStatus!]) {\n    socialAccounts(filter: { health: $health }) { totalCount nodes { platform } }\n  }\n": types.AccountsByHealthDocument,
    "\n  query AccountEvents($id: ID!) {\n    events(filter: { subjectId: $id }, first: 100) { nodes { type payload } }\n  }\n": types.AccountEventsDocument,
    "\n  mutation TestOne($id: ID!) {\n    testSocialAccount(input: { socialAccountId: $id }) {\n      test { testedAt socialAccount { health { status } } results { subject verdict code message userAction } }\n      userErrors { code path retryAt }\n    }\n  }\n": types.TestOneDocument,
    "\n  mutation TestAll($id: ID!) {\n    testSocialAccounts(input: { brandId: $id }) {\n      tests { socialAccount { platform } results { subject verdict } }\n      userErrors { code retryAt }\n      warnings { code retryAt }\n    }\n  }\n": types.TestAllDocument,
    "\n  query AccountUnits($id: ID!) {\n    socialAccount(id: $id) { quotas { name used } }\n  }\n": types.AccountUnitsDocument,
    "\n  query Names($brandIds: [ID!]) {\n    socialAccounts(filter: { brandIds: $brandIds }, first: 10) { nodes { platform username } }\n  }\n": types.NamesDocument,
    "\n  query PostStatus($id: ID!) {\n    scheduledPost(id: $id) { targets { status error { code } } }\n  }\n": types.PostStatusDocument,
    "\n  mutation Pause($input: PausePublishingInput!) {\n    pausePublishing(input: $input) { pausedAt userErrors { code } }\n  }\n": types.PauseDocument,
    "\n  query AccountState($id: ID!) {\n    socialAccount(id: $id) { pausedAt allowedActions targets(first: 2) { totalCount nodes { id status } } }\n  }\n": types.AccountStateDocument,
    "\n  mutation DeleteAccount($input: DeleteSocialAccountInput!) {\n    deleteSocialAccount(input: $input) { deletedSocialAccountId userErrors { code actual } }\n  }\n": types.DeleteAccountDocument,
    "\n  mutation CancelPost($input: CancelScheduledPostInput!) {\n    cancelScheduledPost(input: $input) { userErrors { code } }\n  }\n": types.CancelPostDocument,
    "\n  mutation Disconnect($input: DisconnectSocialAccountInput!) {\n    disconnectSocialAccount(input: $input) { socialAccount { status allowedActions } warnings { code } userErrors { code } }\n  }\n": types.DisconnectDocument,
    "\n  query AuditLog($filter: AuditLogFilter, $first: Int, $after: String) {\n    auditLog(filter: $filter, first: $first, after: $after) {\n      totalCount\n      pageInfo { hasNextPage endCursor }\n      nodes {\n        id at actor apiKeyId actorName address client requestId action result codes subject subjectId brandId details\n        changes { kind subject subjectId fields }\n        link { day number digest }\n      }\n    }\n  }\n": types.AuditLogDocument,
    "\n  mutation BeginAudited($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { state authorizationUrl }\n  }\n": types.BeginAuditedDocument,
    "\n  mutation MakeAuditedEndpoint {\n    createWebhookEndpoint(input: { url: \"https://127.0.0.1:1/hook\", events: [\"*\"] }) { endpoint { id } secret }\n  }\n": types.MakeAuditedEndpointDocument,
    "\n  query Viewer {\n    viewer {\n      workspace { id name }\n      apiKey { id name scopes brandIds isUsable }\n      scopes\n    }\n  }\n": types.ViewerDocument,
    "\n  query Brands($first: Int, $after: String) {\n    brands(first: $first, after: $after) {\n      totalCount\n      nodes { id name }\n      edges { cursor node { id } }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n": types.BrandsDocument,
    "\n  mutation RevokeKey($input: RevokeApiKeyInput!) {\n    revokeApiKey(input: $input) {\n      apiKey { id isUsable revokedAt }\n      userErrors { code message path }\n    }\n  }\n": types.RevokeKeyDocument,
    "\n  mutation StartInBrowser($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl startUrl state userErrors { code message path } }\n  }\n": types.StartInBrowserDocument,
    "\n  mutation CompleteByClient($input: CompleteAccountConnectionInput!) {\n    completeAccountConnection(input: $input) { socialAccount { id username } userErrors { code message } }\n  }\n": types.CompleteByClientDocument,
    "\n  query AccountsOfBrand($brandIds: [ID!]) { socialAccounts(filter: { brandIds: $brandIds }) { nodes { id username } } }\n": types.AccountsOfBrandDocument,
    "\n  mutation RevokeOwn($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { userErrors { code } } }\n": types.RevokeOwnDocument,
    "\n  mutation DeleteConnectingBrand($input: DeleteBrandInput!) { deleteBrand(input: $input) { userErrors { code } } }\n": types.DeleteConnectingBrandDocument,
    "\n  query ConnectionAttempts($filter: ConnectionAttemptFilter) {\n    connectionAttempts(filter: $filter) {\n      nodes { id status platform brandId socialAccountId error { code message } durationMs steps { step durationMs errorCode } }\n      totalCount\n    }\n  }\n": types.ConnectionAttemptsDocument,
    "\n  query ConnectionFunnel($from: DateTime!, $to: DateTime!, $platform: Platform) {\n    connectionFunnel(from: $from, to: $to, platform: $platform) { step reached failed medianMs p95Ms errors { code count } }\n  }\n": types.ConnectionFunnelDocument,
    "\n  query StreamEvents($after: String, $first: Int, $filter: EventFilter) {\n    events(after: $after, first: $first, filter: $filter) {\n      nodes { cursor subject subjectId type actorId brandId payload }\n      hasNextPage endCursor\n    }\n  }\n": types.StreamEventsDocument,
    "\n  mutation DisconnectForEvents($id: ID!) {\n    disconnectSocialAccount(input: { socialAccountId: $id }) { userErrors { code } }\n  }\n": types.DisconnectForEventsDocument,
    "\n  mutation ChangePostForEvents($id: ID!) {\n    updateScheduledPost(input: { postId: $id, expectedVersion: 1, content: { caption: \"Another\" } }) { userErrors { code } }\n    reschedulePost(input: { postId: $id, schedule: { mode: AT, at: \"2030-01-02T09:00:00Z\" } }) { userErrors { code } }\n    cancelScheduledPost(input: { postId: $id }) { userErrors { code } }\n    deleteScheduledPost(input: { postId: $id }) { userErrors { code } }\n  }\n": types.ChangePostForEventsDocument,
    "\n  mutation PauseForEvents($accountId: ID!, $mediaAssetId: ID!, $fileName: String!) {\n    pausePublishing(input: { scope: ACCOUNT, socialAccountId: $accountId }) { userErrors { code } }\n    updateMediaAsset(input: { mediaAssetId: $mediaAssetId, fileName: $fileName }) { userErrors { code } }\n  }\n": types.PauseForEventsDocument,
    "\n  mutation ResumeForEvents($accountId: ID!) {\n    resumePublishing(input: { scope: ACCOUNT, socialAccountId: $accountId }) { userErrors { code } }\n  }\n": types.ResumeForEventsDocument,
    "\n  mutation CreateIntoWindow($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost { id targets { id } }\n      userErrors { code message }\n      warnings { code message path limit actual targetId nextFreeTime }\n    }\n  }\n": types.CreateIntoWindowDocument,
    "\n  mutation MoveIntoWindow($input: ReschedulePostInput!) {\n    reschedulePost(input: $input) { userErrors { code } warnings { code limit actual targetId nextFreeTime } }\n  }\n": types.MoveIntoWindowDocument,
    "\n  mutation CancelInWindow($input: CancelScheduledPostInput!) { cancelScheduledPost(input: $input) { userErrors { code } } }\n": types.CancelInWindowDocument,
    "\n  query ValidateIntoWindow($input: ValidatePostInput!) {\n    validatePost(input: $input) { valid warnings { code nextFreeTime } }\n  }\n": types.ValidateIntoWindowDocument,
    "\n  query FreeTime($id: ID!, $format: Format!, $after: DateTime, $options: PostTargetOptionsInput) {\n    nextFreeTime(accountId: $id, format: $format, after: $after, options: $options) {\n      at full { name scope basis limit taken units }\n    }\n  }\n": types.FreeTimeDocument,
    "\n  query AccountsOfBranch($brandIds: [ID!]) { socialAccounts(filter: { brandIds: $brandIds }) { nodes { id } } }\n": types.AccountsOfBranchDocument,
    "\n  mutation ReserveUnits($input: UpdateBrandInput!) {\n    updateBrand(input: $input) { brand { reservesQuota } userErrors { code } }\n  }\n": types.ReserveUnitsDocument,
    "\n  query Reserved($brandId: ID!, $accountId: ID!, $postId: ID!) {\n    brand(id: $brandId) { version reservesQuota }\n    socialAccount(id: $accountId) { quotas { name reservedForScheduled } }\n    scheduledPost(id: $postId) { targets { reservesQuota } }\n  }\n": types.ReservedDocument,
    "\n  query SharedQuotas { platform(platform: YOUTUBE) { sharedQuotas { name scope limit used } quotas { name } } }\n": types.SharedQuotasDocument,
    "\n  query AccountMetricsOf($id: ID!, $from: DateTime!, $to: DateTime!, $interval: MetricInterval!, $metrics: [Metric!]) {\n    accountMetrics(accountId: $id, from: $from, to: $to, interval: $interval) {\n      timeZone\n      socialAccount { id }\n      sync { syncedAt nextAt failures error { code } }\n      followerGrowth { first last change rate }\n      series(metrics: $metrics) { rule { metric kind } timeZone points { day value gap } }\n    }\n  }\n": types.AccountMetricsOfDocument,
    "\n  query PostMetricsOf($id: ID!) {\n    postMetrics(targetId: $id) {\n      target { presence presenceAt }\n      readings { age dueAt readAt engagement engagementRate figures { metric unit value gap } }\n    }\n  }\n": types.PostMetricsOfDocument,
    "\n  query OverviewOf($id: ID!, $from: DateTime!, $to: DateTime!) {\n    brandOverview(brandId: $id, from: $from, to: $to) {\n      timeZone posts isComplete engagementRate\n      totals { metric value gap }\n      followerGrowth { change rate }\n      byPlatform { platform posts engagementRate totals { metric value gap } }\n      topPosts(first: 2) { value target { id } }\n      byLikes: topPosts(metric: LIKES, first: 1) { value target { id } }\n    }\n  }\n": types.OverviewOfDocument,
    "\n  query BestTimesOf($id: ID!) {\n    bestTimes(accountId: $id) { timeZone posts times { weekday hour posts value factor } }\n  }\n": types.BestTimesOfDocument,
    "\n  mutation SyncAccount($input: SyncSocialAccountInput!) {\n    syncSocialAccount(input: $input) { socialAccount { id } nextAllowedAt userErrors { code retryAt } }\n  }\n": types.SyncAccountDocument,
    "\n  query PlatformMetricsTable {\n    platforms { platform metrics { metric kind meaning source scope delayHours } absentMetrics { metric isRetired reason } }\n  }\n": types.PlatformMetricsTableDocument,
    "\n  query InstallationHealth {\n    health {\n      version\n      nodeVersion\n      timeZoneRules\n      pendingMigrations\n      platforms { platform isConfigured isSandbox status { state since } }\n      accounts { platform status count }\n      expiringAccounts { id platform refreshExpiresAt }\n      failingAccounts { id platform status statusReason }\n      blockedTargets { blockedBy count }\n      unknownOutcomes\n      lags { dueMs dispatcherMs eventConsumers { name lagMs } }\n    }\n  }\n": types.InstallationHealthDocument,
    "\n  mutation TestForHealth($input: TestSocialAccountInput!) {\n    testSocialAccount(input: $input) { userErrors { code message path } }\n  }\n": types.TestForHealthDocument,
    "\n  query Everything {\n    viewer { apiKey { id } workspace { id } }\n    brands { nodes { id } }\n    socialAccounts { nodes { id } }\n    scheduledPosts { nodes { id } }\n    postTargets { nodes { id } }\n    mediaAssets { nodes { id } }\n    publishingLogs { nodes { id } }\n    auditLog { nodes { id } }\n    publishEvents(first: 100) { nodes { seq } }\n    events(first: 100) { nodes { subjectId } }\n    webhookEndpoints { nodes { id } }\n    notifications { nodes { id } }\n    connectionAttempts { nodes { id } }\n    publishingStats(from: \"2026-01-01T00:00:00Z\", to: \"2026-12-31T00:00:00Z\", groupBy: STATUS) { total }\n  }\n": types.EverythingDocument,
    "\n  mutation CreateEndpointForIsolation {\n    createWebhookEndpoint(input: { url: \"https://127.0.0.1:1/hook\", events: [\"*\"] }) { endpoint { id } }\n  }\n": types.CreateEndpointForIsolationDocument,
    "\n  mutation SetLanguage($input: UpdateApiKeyInput!) {\n    updateApiKey(input: $input) {\n      apiKey { language timeZone }\n      userErrors { code path message }\n    }\n  }\n": types.SetLanguageDocument,
    "\n    query AccountInLanguage($id: ID!) {\n      socialAccount(id: $id) { health { reasons { code message } lastError { code message } } }\n    }\n  ": types.AccountInLanguageDocument,
    "\n  mutation Reschedule($input: ReschedulePostInput!) {\n    reschedulePost(input: $input) {\n      changedTargets { id }\n      userErrors { code message path }\n    }\n  }\n": types.RescheduleDocument,
    "\n  query Events($after: String, $first: Int, $filter: PublishEventFilter) {\n    publishEvents(after: $after, first: $first, filter: $filter) {\n      nodes { cursor seq status targetStatus postId targetId }\n      hasNextPage\n      endCursor\n    }\n  }\n": types.EventsDocument,
    "\n  mutation DeleteMedia($input: DeleteMediaAssetInput!) {\n    deleteMediaAsset(input: $input) { deletedMediaAssetId userErrors { code } }\n  }\n": types.DeleteMediaDocument,
    "\n  mutation RemovePost($input: DeleteScheduledPostInput!) {\n    deleteScheduledPost(input: $input) { userErrors { code } }\n  }\n": types.RemovePostDocument,
    "\n  mutation ImportMedia($input: ImportMediaFromUrlInput!) {\n    importMediaFromUrl(input: $input) { mediaAsset { id kind status mimeType sourceUrl fileName altText } userErrors { code message path } }\n  }\n": types.ImportMediaDocument,
    "\n  query ValidateMoney($input: ValidatePostInput!) {\n    validatePost(input: $input) {\n      warnings { code limit actual path }\n      costs { total { amount currency } items { name count price { amount } } since isOverridden }\n    }\n  }\n": types.ValidateMoneyDocument,
    "\n  mutation CreateBilled($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost { targets { platform estimatedCost { total { amount currency } } } }\n      userErrors { code message }\n      warnings { code limit actual path }\n    }\n  }\n": types.CreateBilledDocument,
    "\n  mutation SetBudget($input: UpdateWorkspaceBudgetInput!) {\n    updateWorkspaceBudget(input: $input) {\n      budget { currency limitMinor limit { amount } left { amount } }\n      wokenTargets\n      userErrors { code path limit }\n    }\n  }\n": types.SetBudgetDocument,
    "\n  query Budgets { viewer { workspace { budgets { currency month limitMinor spent { amount } left { amount } } } } }\n": types.BudgetsDocument,
    "\n  query Prices { platforms { platform pricing { since prices { name price { amount currency } isOverridden } } } }\n": types.PricesDocument,
    "\n  query Notifications($filter: NotificationFilter, $orderBy: CreationOrder, $first: Int, $after: String) {\n    notifications(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {\n      nodes {\n        id type severity code params title body userAction linkPath subject subjectId brandId socialAccountId targetCount postIds isRead\n      }\n      pageInfo { hasNextPage endCursor }\n      totalCount\n    }\n    unreadCount\n  }\n": types.NotificationsDocument,
    "\n  mutation MarkRead($input: MarkNotificationsReadInput!) {\n    markNotificationsRead(input: $input) { unreadCount userErrors { code message path } }\n  }\n": types.MarkReadDocument,
    "\n  query Preferences { notificationPreferences { type channel brandId isEnabled } }\n": types.PreferencesDocument,
    "\n  mutation Choose($input: UpdateNotificationPreferencesInput!) {\n    updateNotificationPreferences(input: $input) { preferences { type channel brandId isEnabled } userErrors { code message path } }\n  }\n": types.ChooseDocument,
    "\n  query AuditOfPreferences { auditLog(filter: { actions: [\"updateNotificationPreferences\"] }) { nodes { subject subjectId result changes { fields } } } }\n": types.AuditOfPreferencesDocument,
    "query ViewerOfNotifications { viewer { workspace { id } apiKey { id } } }": types.ViewerOfNotificationsDocument,
    "\n  mutation KeyForNotifications($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }\n": types.KeyForNotificationsDocument,
    "\n  query Credits {\n    viewer { workspace { credits creditEntries { amount reason } achievements { code } } }\n  }\n": types.CreditsDocument,
    "\n  mutation UpdateBrandForDigests($input: UpdateBrandInput!) {\n    updateBrand(input: $input) { brand { digests } userErrors { code } }\n  }\n": types.UpdateBrandForDigestsDocument,
    "\n  query Posts($first: Int, $last: Int, $after: String, $before: String, $filter: ScheduledPostFilter, $orderBy: ScheduledPostOrder!) {\n    scheduledPosts(first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy) {\n      totalCount\n      nodes { id caption status scheduledAt targets { id status } }\n      edges { cursor }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n": types.PostsDocument,
    "\n  query PostPage($first: Int!) {\n    scheduledPosts(first: $first) {\n      nodes { id status caption targets { id platform status socialAccount { id username status } } media { altText } }\n    }\n  }\n": types.PostPageDocument,
    "\n  query BrandsWithPosts($first: Int!, $posts: Int!) {\n    brands(first: $first) {\n      nodes { id scheduledPosts(first: $posts, orderBy: CREATED_AT_ASC) { totalCount nodes { id caption } pageInfo { hasNextPage endCursor } } }\n    }\n  }\n": types.BrandsWithPostsDocument,
    "\n  query AccountsWithQuotas {\n    socialAccounts(first: 50) { nodes { id platform quotas { name limit used resetsAt } brand { id } } }\n  }\n": types.AccountsWithQuotasDocument,
    "\n  mutation CreateForId($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) { scheduledPost { __typename postId: id } userErrors { code } }\n  }\n": types.CreateForIdDocument,
    "\n  mutation CreateForCaption($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) { scheduledPost { id ...Words } userErrors { code } }\n  }\n  fragment Words on ScheduledPost { caption }\n": types.CreateForCaptionDocument,
    "\n  query PlatformStatuses {\n    platforms {\n      platform\n      status {\n        state errorRate lastCheckedAt since\n        responseTimeMs { p50 p95 }\n        openIncidents { id host state reason startedAt endedAt }\n      }\n    }\n  }\n": types.PlatformStatusesDocument,
    "\n  query PlatformStatusHistory($platform: Platform!, $from: DateTime!, $to: DateTime!) {\n    platformStatusHistory(platform: $platform, from: $from, to: $to) {\n      incidents { id host state startedAt endedAt }\n      buckets { at until state calls errorRate responseTimeMs { p50 p95 } }\n    }\n  }\n": types.PlatformStatusHistoryDocument,
    "\n  query TargetsInOutage($brandIds: [ID!]) {\n    postTargets(filter: { brandIds: $brandIds }, first: 100) {\n      nodes { id platform status blockedBy wakeAt error { code message retryAt } publishedAt }\n    }\n  }\n": types.TargetsInOutageDocument,
    "\n  query PlatformEvents($after: String) {\n    events(after: $after, filter: { subjects: [PLATFORM] }) { nodes { type subjectId brandId payload } endCursor }\n  }\n": types.PlatformEventsDocument,
    "\n  query AccountsInOutage { socialAccounts(first: 100) { nodes { id platform brand { id } } } }\n": types.AccountsInOutageDocument,
    "\n  query TargetsInTrouble($id: ID!) { scheduledPost(id: $id) { targets { platform status } } }\n": types.TargetsInTroubleDocument,
    "\n  query AccountTold($id: ID!) {\n    socialAccount(id: $id) {\n      status statusReason username displayName avatarUrl\n      health { status reasons { code message } }\n    }\n    events(filter: { subjectId: $id }, first: 100) { nodes { type } }\n  }\n": types.AccountToldDocument,
    "\n  mutation CreateFull($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost {\n        id version status caption title scheduledAt timeZone localTime externalId metadata allowedActions\n        brand { id }\n        media { altText mediaAsset { id kind width } }\n        targets {\n          id status format allowedActions isCommitted dueAt\n          overrides { caption title media { id } }\n          options {\n            __typename\n            ... on InstagramOptions { firstComment collaborators userTags { username x y mediaIndex } coverMediaAssetId }\n            ... on TikTokOptions { mode privacyLevel }\n            ... on YouTubeOptions { privacy tags thumbnailMediaAssetId }\n            ... on XOptions { replySettings poll { options durationMinutes } thread { text mediaIndexes } }\n          }\n        }\n      }\n      userErrors { code message path limit actual targetId }\n      warnings { code message path }\n    }\n  }\n": types.CreateFullDocument,
    "\n  query Validate($input: ValidatePostInput!) {\n    validatePost(input: $input) { valid errors { code message path limit actual } warnings { code path } }\n  }\n": types.ValidateDocument,
    "\n  mutation DeleteWritten($input: DeleteScheduledPostInput!) {\n    deleteScheduledPost(input: $input) { deletedScheduledPostId }\n  }\n": types.DeleteWrittenDocument,
    "\n  query PostRisks($id: ID!) {\n    scheduledPost(id: $id) {\n      risks { cause userAction message postTarget { id } }\n      targets { id risks { cause } }\n    }\n    postsAtRisk { nodes { id } }\n  }\n": types.PostRisksDocument,
    "\n  query RiskEvents($id: ID!) {\n    events(filter: { subjectId: $id }, first: 100) { nodes { type payload } }\n  }\n": types.RiskEventsDocument,
    "\n  mutation PauseForRisk($input: PausePublishingInput!) {\n    pausePublishing(input: $input) { userErrors { code } }\n  }\n": types.PauseForRiskDocument,
    "\n  mutation ResumeForRisk($input: ResumePublishingInput!) {\n    resumePublishing(input: $input) { userErrors { code } }\n  }\n": types.ResumeForRiskDocument,
    "\n  mutation AllowForRisk($input: UpdateWorkspaceBudgetInput!) {\n    updateWorkspaceBudget(input: $input) { userErrors { code } }\n  }\n": types.AllowForRiskDocument,
    "\n  query PostById($id: ID, $externalId: String, $brandId: ID) {\n    scheduledPost(id: $id, externalId: $externalId, brandId: $brandId) {\n      id version status caption\n      targets { id status overrides { caption } }\n      logs(first: 5) { nodes { kind status seq } }\n    }\n  }\n": types.PostByIdDocument,
    "\n  mutation Update($input: UpdateScheduledPostInput!) {\n    updateScheduledPost(input: $input) {\n      scheduledPost { id version caption targets { id format overrides { caption } options { ... on XOptions { replySettings } } } }\n      userErrors { code message path limit actual }\n      warnings { code }\n    }\n  }\n": types.UpdateDocument,
    "\n  mutation Cancel($input: CancelScheduledPostInput!) {\n    cancelScheduledPost(input: $input) {\n      scheduledPost { id status allowedActions }\n      changedTargets { id status }\n      refused { code targetId }\n      userErrors { code message path actual targetId }\n    }\n  }\n": types.CancelDocument,
    "\n  mutation SchedulePost($input: SchedulePostInput!) {\n    schedulePost(input: $input) { scheduledPost { id status scheduledAt } userErrors { code message path limit actual } warnings { code } }\n  }\n": types.SchedulePostDocument,
    "\n  mutation DeletePost($input: DeleteScheduledPostInput!) {\n    deleteScheduledPost(input: $input) { deletedScheduledPostId userErrors { code } }\n  }\n": types.DeletePostDocument,
    "\n  query Overview($from: DateTime!, $to: DateTime!, $brandIds: [ID!], $timeZone: String!) {\n    calendar(from: $from, to: $to, brandIds: $brandIds, timeZone: $timeZone) { isComplete days { date posts { id } } }\n    publishingStats(from: $from, to: $to, groupBy: DAY, brandIds: $brandIds, timeZone: $timeZone) { key total byStatus { status count } }\n  }\n": types.OverviewDocument,
    "\n  mutation Revoke($input: RevokeApiKeyInput!) {\n    revokeApiKey(input: $input) { apiKey { id } userErrors { code } }\n  }\n": types.RevokeDocument,
    "\n  mutation ChangeKeyInUse($input: UpdateApiKeyInput!) {\n    updateApiKey(input: $input) { userErrors { code } }\n  }\n": types.ChangeKeyInUseDocument,
    "\n  query SuspiciousEvents($filter: EventFilter) {\n    events(first: 100, filter: $filter) { nodes { type subject subjectId brandId payload } }\n  }\n": types.SuspiciousEventsDocument,
    "\n  mutation ConnectSuspiciously($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl userErrors { code } }\n  }\n": types.ConnectSuspiciouslyDocument,
    "\n  query PausedSuspicious($id: ID!) { socialAccount(id: $id) { pausedAt } }\n": types.PausedSuspiciousDocument,
    "\n  query Creator($id: ID!) {\n    socialAccount(id: $id) {\n      id status username\n      tiktokCreator {\n        nickname username avatarUrl privacyLevels commentDisabled duetDisabled stitchDisabled maxVideoDurationSeconds checkedAt\n        error { code message userAction retryAt }\n      }\n    }\n  }\n": types.CreatorDocument,
    "\n  query CheckChoices($input: ValidatePostInput!) {\n    validatePost(input: $input) { valid errors { code } warnings { code path limit actual message } }\n  }\n": types.CheckChoicesDocument,
    "\n  mutation ReconnectCreator($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl userErrors { code } }\n  }\n": types.ReconnectCreatorDocument,
    "\n  mutation BeginConnection($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl userErrors { code } }\n  }\n": types.BeginConnectionDocument,
    "\n  query TikTokScopes {\n    platform(platform: TIKTOK) { features scopes }\n    socialAccounts { nodes { id scopes missingScopes } }\n  }\n": types.TikTokScopesDocument,
    "\n  query CheckScopes($input: ValidatePostInput!) {\n    validatePost(input: $input) { valid errors { code message path limit } }\n  }\n": types.CheckScopesDocument,
    "\n  mutation CreateWebhook($input: CreateWebhookEndpointInput!) {\n    createWebhookEndpoint(input: $input) {\n      endpoint { id url events brandIds scopes status createdById }\n      secret\n      userErrors { code path }\n      warnings { code }\n    }\n  }\n": types.CreateWebhookDocument,
    "\n  mutation UpdateWebhook($input: UpdateWebhookEndpointInput!) {\n    updateWebhookEndpoint(input: $input) { endpoint { id url status } userErrors { code path } }\n  }\n": types.UpdateWebhookDocument,
    "\n  mutation TestWebhook($id: ID!) {\n    testWebhookEndpoint(input: { endpointId: $id }) {\n      isDelivered attempt { number status requestBody } userErrors { code }\n    }\n  }\n": types.TestWebhookDocument,
    "\n  mutation DeleteWebhook($id: ID!) {\n    deleteWebhookEndpoint(input: { endpointId: $id }) { deletedId userErrors { code } }\n  }\n": types.DeleteWebhookDocument,
    "\n  query ListWebhooks {\n    webhookEndpoints { nodes { id } totalCount }\n  }\n": types.ListWebhooksDocument,
    "\n  query WebhookDeliveries($id: ID!, $filter: WebhookDeliveryFilter) {\n    webhookEndpoint(id: $id) {\n      lastSuccessAt\n      deliveries(filter: $filter) {\n        nodes { id eventId type subject subjectId status attemptCount attempts { number status requestHeaders requestBody responseBody durationMs } }\n      }\n    }\n  }\n": types.WebhookDeliveriesDocument,
    "\n  mutation Recover($input: RecoverAccountPostsInput!) {\n    recoverAccountPosts(input: $input) {\n      recovered { postTarget { id status dueAt } dueAt }\n      refused { code targetId }\n      hasMore\n      userErrors { code path }\n    }\n  }\n": types.RecoverDocument,
    "\n  mutation BeginReconnect($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl }\n  }\n": types.BeginReconnectDocument,
    "\n  mutation Reconnect($input: CompleteAccountConnectionInput!) {\n    completeAccountConnection(input: $input) {\n      socialAccount { status recoverable { totalCount nodes { id status } } }\n      userErrors { code }\n    }\n  }\n": types.ReconnectDocument,
    "\n  query Recoverable($id: ID!) {\n    socialAccount(id: $id) { recoverable { nodes { id status blockedBy error { code } } } }\n  }\n": types.RecoverableDocument,
    "\n  query RecoveredTargetState($id: ID!) {\n    postTarget(id: $id) { status blockedBy dueAt error { code } }\n  }\n": types.RecoveredTargetStateDocument,
    "\n  query ReconnectedEvents($id: ID!) {\n    events(filter: { subjectId: $id }, first: 100) { nodes { type payload } }\n  }\n": types.ReconnectedEventsDocument,
    "\n  mutation SweepEndpoint($input: CreateWebhookEndpointInput!) {\n    createWebhookEndpoint(input: $input) { endpoint { id } secret userErrors { code } }\n  }\n": types.SweepEndpointDocument,
    "\n  mutation SweepRotate($input: RotateWebhookSecretInput!) {\n    rotateWebhookSecret(input: $input) { secret userErrors { code } }\n  }\n": types.SweepRotateDocument,
    "\n  mutation SweepImport($input: ImportMediaFromUrlInput!) {\n    importMediaFromUrl(input: $input) { userErrors { code message } }\n  }\n": types.SweepImportDocument,
    "\n  mutation SweepBegin($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { state authorizationUrl userErrors { code } }\n  }\n": types.SweepBeginDocument,
    "\n  mutation SweepComplete($input: CompleteAccountConnectionInput!) {\n    completeAccountConnection(input: $input) { userErrors { code message } }\n  }\n": types.SweepCompleteDocument,
    "\n  mutation SweepTest($input: TestSocialAccountInput!) {\n    testSocialAccount(input: $input) { userErrors { code message } }\n  }\n": types.SweepTestDocument,
    "\n  query SweepState($id: ID!) {\n    scheduledPost(id: $id) { status }\n  }\n": types.SweepStateDocument,
    "\n  mutation RetryTraced($input: RetryPostTargetInput!) {\n    retryPostTarget(input: $input) { userErrors { code message path } }\n  }\n": types.RetryTracedDocument,
    "\n  mutation TestTraced($input: TestSocialAccountInput!) {\n    testSocialAccount(input: $input) { userErrors { code message path } }\n  }\n": types.TestTracedDocument,
    "\n  mutation CreateKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      apiKey { id }\n      secret\n      userErrors { code message path }\n    }\n  }\n": types.CreateKeyDocument,
    "\n  mutation CreateBrand($input: CreateBrandInput!) {\n    createBrand(input: $input) {\n      brand { id version }\n      userErrors { code message path }\n    }\n  }\n": types.CreateBrandDocument,
    "\n  mutation StartConnection($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) {\n      authorizationUrl\n      state\n      userErrors { code message path }\n    }\n  }\n": types.StartConnectionDocument,
    "\n  query ConnectedAccounts($brandIds: [ID!]) {\n    socialAccounts(filter: { brandIds: $brandIds }, first: 100) {\n      nodes { id platform status }\n    }\n  }\n": types.ConnectedAccountsDocument,
    "\n  mutation CreatePost($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost { id version targets { id } }\n      userErrors { code message path }\n    }\n  }\n": types.CreatePostDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountCalls($id: ID!, $first: Int, $after: String) {\n    socialAccount(id: $id) {\n      calls(first: $first, after: $after) {\n        totalCount\n        pageInfo { hasNextPage endCursor }\n        nodes { at operation outcome httpStatus durationMs requestId }\n      }\n    }\n  }\n"): (typeof documents)["\n  query AccountCalls($id: ID!, $first: Int, $after: String) {\n    socialAccount(id: $id) {\n      calls(first: $first, after: $after) {\n        totalCount\n        pageInfo { hasNextPage endCursor }\n        nodes { at operation outcome httpStatus durationMs requestId }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountHealth($id: ID!) {\n    socialAccount(id: $id) {\n      status statusReason username displayName avatarUrl\n      health {\n        status since expiresAt missingScopes lastCheckedAt userAction\n        reasons { code message userAction }\n        lastError { code message at }\n      }\n    }\n  }\n"): (typeof documents)["\n  query AccountHealth($id: ID!) {\n    socialAccount(id: $id) {\n      status statusReason username displayName avatarUrl\n      health {\n        status since expiresAt missingScopes lastCheckedAt userAction\n        reasons { code message userAction }\n        lastError { code message at }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountsByHealth($health: [AccountHealthStatus!]) {\n    socialAccounts(filter: { health: $health }) { totalCount nodes { platform } }\n  }\n"): (typeof documents)["\n  query AccountsByHealth($health: [AccountHealthStatus!]) {\n    socialAccounts(filter: { health: $health }) { totalCount nodes { platform } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountEvents($id: ID!) {\n    events(filter: { subjectId: $id }, first: 100) { nodes { type payload } }\n  }\n"): (typeof documents)["\n  query AccountEvents($id: ID!) {\n    events(filter: { subjectId: $id }, first: 100) { nodes { type payload } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TestOne($id: ID!) {\n    testSocialAccount(input: { socialAccountId: $id }) {\n      test { testedAt socialAccount { health { status } } results { subject verdict code message userAction } }\n      userErrors { code path retryAt }\n    }\n  }\n"): (typeof documents)["\n  mutation TestOne($id: ID!) {\n    testSocialAccount(input: { socialAccountId: $id }) {\n      test { testedAt socialAccount { health { status } } results { subject verdict code message userAction } }\n      userErrors { code path retryAt }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TestAll($id: ID!) {\n    testSocialAccounts(input: { brandId: $id }) {\n      tests { socialAccount { platform } results { subject verdict } }\n      userErrors { code retryAt }\n      warnings { code retryAt }\n    }\n  }\n"): (typeof documents)["\n  mutation TestAll($id: ID!) {\n    testSocialAccounts(input: { brandId: $id }) {\n      tests { socialAccount { platform } results { subject verdict } }\n      userErrors { code retryAt }\n      warnings { code retryAt }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountUnits($id: ID!) {\n    socialAccount(id: $id) { quotas { name used } }\n  }\n"): (typeof documents)["\n  query AccountUnits($id: ID!) {\n    socialAccount(id: $id) { quotas { name used } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Names($brandIds: [ID!]) {\n    socialAccounts(filter: { brandIds: $brandIds }, first: 10) { nodes { platform username } }\n  }\n"): (typeof documents)["\n  query Names($brandIds: [ID!]) {\n    socialAccounts(filter: { brandIds: $brandIds }, first: 10) { nodes { platform username } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PostStatus($id: ID!) {\n    scheduledPost(id: $id) { targets { status error { code } } }\n  }\n"): (typeof documents)["\n  query PostStatus($id: ID!) {\n    scheduledPost(id: $id) { targets { status error { code } } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Pause($input: PausePublishingInput!) {\n    pausePublishing(input: $input) { pausedAt userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation Pause($input: PausePublishingInput!) {\n    pausePublishing(input: $input) { pausedAt userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountState($id: ID!) {\n    socialAccount(id: $id) { pausedAt allowedActions targets(first: 2) { totalCount nodes { id status } } }\n  }\n"): (typeof documents)["\n  query AccountState($id: ID!) {\n    socialAccount(id: $id) { pausedAt allowedActions targets(first: 2) { totalCount nodes { id status } } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteAccount($input: DeleteSocialAccountInput!) {\n    deleteSocialAccount(input: $input) { deletedSocialAccountId userErrors { code actual } }\n  }\n"): (typeof documents)["\n  mutation DeleteAccount($input: DeleteSocialAccountInput!) {\n    deleteSocialAccount(input: $input) { deletedSocialAccountId userErrors { code actual } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CancelPost($input: CancelScheduledPostInput!) {\n    cancelScheduledPost(input: $input) { userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation CancelPost($input: CancelScheduledPostInput!) {\n    cancelScheduledPost(input: $input) { userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Disconnect($input: DisconnectSocialAccountInput!) {\n    disconnectSocialAccount(input: $input) { socialAccount { status allowedActions } warnings { code } userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation Disconnect($input: DisconnectSocialAccountInput!) {\n    disconnectSocialAccount(input: $input) { socialAccount { status allowedActions } warnings { code } userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AuditLog($filter: AuditLogFilter, $first: Int, $after: String) {\n    auditLog(filter: $filter, first: $first, after: $after) {\n      totalCount\n      pageInfo { hasNextPage endCursor }\n      nodes {\n        id at actor apiKeyId actorName address client requestId action result codes subject subjectId brandId details\n        changes { kind subject subjectId fields }\n        link { day number digest }\n      }\n    }\n  }\n"): (typeof documents)["\n  query AuditLog($filter: AuditLogFilter, $first: Int, $after: String) {\n    auditLog(filter: $filter, first: $first, after: $after) {\n      totalCount\n      pageInfo { hasNextPage endCursor }\n      nodes {\n        id at actor apiKeyId actorName address client requestId action result codes subject subjectId brandId details\n        changes { kind subject subjectId fields }\n        link { day number digest }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation BeginAudited($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { state authorizationUrl }\n  }\n"): (typeof documents)["\n  mutation BeginAudited($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { state authorizationUrl }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MakeAuditedEndpoint {\n    createWebhookEndpoint(input: { url: \"https://127.0.0.1:1/hook\", events: [\"*\"] }) { endpoint { id } secret }\n  }\n"): (typeof documents)["\n  mutation MakeAuditedEndpoint {\n    createWebhookEndpoint(input: { url: \"https://127.0.0.1:1/hook\", events: [\"*\"] }) { endpoint { id } secret }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Viewer {\n    viewer {\n      workspace { id name }\n      apiKey { id name scopes brandIds isUsable }\n      scopes\n    }\n  }\n"): (typeof documents)["\n  query Viewer {\n    viewer {\n      workspace { id name }\n      apiKey { id name scopes brandIds isUsable }\n      scopes\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Brands($first: Int, $after: String) {\n    brands(first: $first, after: $after) {\n      totalCount\n      nodes { id name }\n      edges { cursor node { id } }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n"): (typeof documents)["\n  query Brands($first: Int, $after: String) {\n    brands(first: $first, after: $after) {\n      totalCount\n      nodes { id name }\n      edges { cursor node { id } }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeKey($input: RevokeApiKeyInput!) {\n    revokeApiKey(input: $input) {\n      apiKey { id isUsable revokedAt }\n      userErrors { code message path }\n    }\n  }\n"): (typeof documents)["\n  mutation RevokeKey($input: RevokeApiKeyInput!) {\n    revokeApiKey(input: $input) {\n      apiKey { id isUsable revokedAt }\n      userErrors { code message path }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartInBrowser($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl startUrl state userErrors { code message path } }\n  }\n"): (typeof documents)["\n  mutation StartInBrowser($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl startUrl state userErrors { code message path } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CompleteByClient($input: CompleteAccountConnectionInput!) {\n    completeAccountConnection(input: $input) { socialAccount { id username } userErrors { code message } }\n  }\n"): (typeof documents)["\n  mutation CompleteByClient($input: CompleteAccountConnectionInput!) {\n    completeAccountConnection(input: $input) { socialAccount { id username } userErrors { code message } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountsOfBrand($brandIds: [ID!]) { socialAccounts(filter: { brandIds: $brandIds }) { nodes { id username } } }\n"): (typeof documents)["\n  query AccountsOfBrand($brandIds: [ID!]) { socialAccounts(filter: { brandIds: $brandIds }) { nodes { id username } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeOwn($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { userErrors { code } } }\n"): (typeof documents)["\n  mutation RevokeOwn($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { userErrors { code } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteConnectingBrand($input: DeleteBrandInput!) { deleteBrand(input: $input) { userErrors { code } } }\n"): (typeof documents)["\n  mutation DeleteConnectingBrand($input: DeleteBrandInput!) { deleteBrand(input: $input) { userErrors { code } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ConnectionAttempts($filter: ConnectionAttemptFilter) {\n    connectionAttempts(filter: $filter) {\n      nodes { id status platform brandId socialAccountId error { code message } durationMs steps { step durationMs errorCode } }\n      totalCount\n    }\n  }\n"): (typeof documents)["\n  query ConnectionAttempts($filter: ConnectionAttemptFilter) {\n    connectionAttempts(filter: $filter) {\n      nodes { id status platform brandId socialAccountId error { code message } durationMs steps { step durationMs errorCode } }\n      totalCount\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ConnectionFunnel($from: DateTime!, $to: DateTime!, $platform: Platform) {\n    connectionFunnel(from: $from, to: $to, platform: $platform) { step reached failed medianMs p95Ms errors { code count } }\n  }\n"): (typeof documents)["\n  query ConnectionFunnel($from: DateTime!, $to: DateTime!, $platform: Platform) {\n    connectionFunnel(from: $from, to: $to, platform: $platform) { step reached failed medianMs p95Ms errors { code count } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query StreamEvents($after: String, $first: Int, $filter: EventFilter) {\n    events(after: $after, first: $first, filter: $filter) {\n      nodes { cursor subject subjectId type actorId brandId payload }\n      hasNextPage endCursor\n    }\n  }\n"): (typeof documents)["\n  query StreamEvents($after: String, $first: Int, $filter: EventFilter) {\n    events(after: $after, first: $first, filter: $filter) {\n      nodes { cursor subject subjectId type actorId brandId payload }\n      hasNextPage endCursor\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DisconnectForEvents($id: ID!) {\n    disconnectSocialAccount(input: { socialAccountId: $id }) { userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation DisconnectForEvents($id: ID!) {\n    disconnectSocialAccount(input: { socialAccountId: $id }) { userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangePostForEvents($id: ID!) {\n    updateScheduledPost(input: { postId: $id, expectedVersion: 1, content: { caption: \"Another\" } }) { userErrors { code } }\n    reschedulePost(input: { postId: $id, schedule: { mode: AT, at: \"2030-01-02T09:00:00Z\" } }) { userErrors { code } }\n    cancelScheduledPost(input: { postId: $id }) { userErrors { code } }\n    deleteScheduledPost(input: { postId: $id }) { userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation ChangePostForEvents($id: ID!) {\n    updateScheduledPost(input: { postId: $id, expectedVersion: 1, content: { caption: \"Another\" } }) { userErrors { code } }\n    reschedulePost(input: { postId: $id, schedule: { mode: AT, at: \"2030-01-02T09:00:00Z\" } }) { userErrors { code } }\n    cancelScheduledPost(input: { postId: $id }) { userErrors { code } }\n    deleteScheduledPost(input: { postId: $id }) { userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PauseForEvents($accountId: ID!, $mediaAssetId: ID!, $fileName: String!) {\n    pausePublishing(input: { scope: ACCOUNT, socialAccountId: $accountId }) { userErrors { code } }\n    updateMediaAsset(input: { mediaAssetId: $mediaAssetId, fileName: $fileName }) { userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation PauseForEvents($accountId: ID!, $mediaAssetId: ID!, $fileName: String!) {\n    pausePublishing(input: { scope: ACCOUNT, socialAccountId: $accountId }) { userErrors { code } }\n    updateMediaAsset(input: { mediaAssetId: $mediaAssetId, fileName: $fileName }) { userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeForEvents($accountId: ID!) {\n    resumePublishing(input: { scope: ACCOUNT, socialAccountId: $accountId }) { userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation ResumeForEvents($accountId: ID!) {\n    resumePublishing(input: { scope: ACCOUNT, socialAccountId: $accountId }) { userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateIntoWindow($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost { id targets { id } }\n      userErrors { code message }\n      warnings { code message path limit actual targetId nextFreeTime }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateIntoWindow($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost { id targets { id } }\n      userErrors { code message }\n      warnings { code message path limit actual targetId nextFreeTime }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MoveIntoWindow($input: ReschedulePostInput!) {\n    reschedulePost(input: $input) { userErrors { code } warnings { code limit actual targetId nextFreeTime } }\n  }\n"): (typeof documents)["\n  mutation MoveIntoWindow($input: ReschedulePostInput!) {\n    reschedulePost(input: $input) { userErrors { code } warnings { code limit actual targetId nextFreeTime } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CancelInWindow($input: CancelScheduledPostInput!) { cancelScheduledPost(input: $input) { userErrors { code } } }\n"): (typeof documents)["\n  mutation CancelInWindow($input: CancelScheduledPostInput!) { cancelScheduledPost(input: $input) { userErrors { code } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ValidateIntoWindow($input: ValidatePostInput!) {\n    validatePost(input: $input) { valid warnings { code nextFreeTime } }\n  }\n"): (typeof documents)["\n  query ValidateIntoWindow($input: ValidatePostInput!) {\n    validatePost(input: $input) { valid warnings { code nextFreeTime } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FreeTime($id: ID!, $format: Format!, $after: DateTime, $options: PostTargetOptionsInput) {\n    nextFreeTime(accountId: $id, format: $format, after: $after, options: $options) {\n      at full { name scope basis limit taken units }\n    }\n  }\n"): (typeof documents)["\n  query FreeTime($id: ID!, $format: Format!, $after: DateTime, $options: PostTargetOptionsInput) {\n    nextFreeTime(accountId: $id, format: $format, after: $after, options: $options) {\n      at full { name scope basis limit taken units }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountsOfBranch($brandIds: [ID!]) { socialAccounts(filter: { brandIds: $brandIds }) { nodes { id } } }\n"): (typeof documents)["\n  query AccountsOfBranch($brandIds: [ID!]) { socialAccounts(filter: { brandIds: $brandIds }) { nodes { id } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReserveUnits($input: UpdateBrandInput!) {\n    updateBrand(input: $input) { brand { reservesQuota } userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation ReserveUnits($input: UpdateBrandInput!) {\n    updateBrand(input: $input) { brand { reservesQuota } userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Reserved($brandId: ID!, $accountId: ID!, $postId: ID!) {\n    brand(id: $brandId) { version reservesQuota }\n    socialAccount(id: $accountId) { quotas { name reservedForScheduled } }\n    scheduledPost(id: $postId) { targets { reservesQuota } }\n  }\n"): (typeof documents)["\n  query Reserved($brandId: ID!, $accountId: ID!, $postId: ID!) {\n    brand(id: $brandId) { version reservesQuota }\n    socialAccount(id: $accountId) { quotas { name reservedForScheduled } }\n    scheduledPost(id: $postId) { targets { reservesQuota } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SharedQuotas { platform(platform: YOUTUBE) { sharedQuotas { name scope limit used } quotas { name } } }\n"): (typeof documents)["\n  query SharedQuotas { platform(platform: YOUTUBE) { sharedQuotas { name scope limit used } quotas { name } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountMetricsOf($id: ID!, $from: DateTime!, $to: DateTime!, $interval: MetricInterval!, $metrics: [Metric!]) {\n    accountMetrics(accountId: $id, from: $from, to: $to, interval: $interval) {\n      timeZone\n      socialAccount { id }\n      sync { syncedAt nextAt failures error { code } }\n      followerGrowth { first last change rate }\n      series(metrics: $metrics) { rule { metric kind } timeZone points { day value gap } }\n    }\n  }\n"): (typeof documents)["\n  query AccountMetricsOf($id: ID!, $from: DateTime!, $to: DateTime!, $interval: MetricInterval!, $metrics: [Metric!]) {\n    accountMetrics(accountId: $id, from: $from, to: $to, interval: $interval) {\n      timeZone\n      socialAccount { id }\n      sync { syncedAt nextAt failures error { code } }\n      followerGrowth { first last change rate }\n      series(metrics: $metrics) { rule { metric kind } timeZone points { day value gap } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PostMetricsOf($id: ID!) {\n    postMetrics(targetId: $id) {\n      target { presence presenceAt }\n      readings { age dueAt readAt engagement engagementRate figures { metric unit value gap } }\n    }\n  }\n"): (typeof documents)["\n  query PostMetricsOf($id: ID!) {\n    postMetrics(targetId: $id) {\n      target { presence presenceAt }\n      readings { age dueAt readAt engagement engagementRate figures { metric unit value gap } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OverviewOf($id: ID!, $from: DateTime!, $to: DateTime!) {\n    brandOverview(brandId: $id, from: $from, to: $to) {\n      timeZone posts isComplete engagementRate\n      totals { metric value gap }\n      followerGrowth { change rate }\n      byPlatform { platform posts engagementRate totals { metric value gap } }\n      topPosts(first: 2) { value target { id } }\n      byLikes: topPosts(metric: LIKES, first: 1) { value target { id } }\n    }\n  }\n"): (typeof documents)["\n  query OverviewOf($id: ID!, $from: DateTime!, $to: DateTime!) {\n    brandOverview(brandId: $id, from: $from, to: $to) {\n      timeZone posts isComplete engagementRate\n      totals { metric value gap }\n      followerGrowth { change rate }\n      byPlatform { platform posts engagementRate totals { metric value gap } }\n      topPosts(first: 2) { value target { id } }\n      byLikes: topPosts(metric: LIKES, first: 1) { value target { id } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query BestTimesOf($id: ID!) {\n    bestTimes(accountId: $id) { timeZone posts times { weekday hour posts value factor } }\n  }\n"): (typeof documents)["\n  query BestTimesOf($id: ID!) {\n    bestTimes(accountId: $id) { timeZone posts times { weekday hour posts value factor } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SyncAccount($input: SyncSocialAccountInput!) {\n    syncSocialAccount(input: $input) { socialAccount { id } nextAllowedAt userErrors { code retryAt } }\n  }\n"): (typeof documents)["\n  mutation SyncAccount($input: SyncSocialAccountInput!) {\n    syncSocialAccount(input: $input) { socialAccount { id } nextAllowedAt userErrors { code retryAt } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PlatformMetricsTable {\n    platforms { platform metrics { metric kind meaning source scope delayHours } absentMetrics { metric isRetired reason } }\n  }\n"): (typeof documents)["\n  query PlatformMetricsTable {\n    platforms { platform metrics { metric kind meaning source scope delayHours } absentMetrics { metric isRetired reason } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query InstallationHealth {\n    health {\n      version\n      nodeVersion\n      timeZoneRules\n      pendingMigrations\n      platforms { platform isConfigured isSandbox status { state since } }\n      accounts { platform status count }\n      expiringAccounts { id platform refreshExpiresAt }\n      failingAccounts { id platform status statusReason }\n      blockedTargets { blockedBy count }\n      unknownOutcomes\n      lags { dueMs dispatcherMs eventConsumers { name lagMs } }\n    }\n  }\n"): (typeof documents)["\n  query InstallationHealth {\n    health {\n      version\n      nodeVersion\n      timeZoneRules\n      pendingMigrations\n      platforms { platform isConfigured isSandbox status { state since } }\n      accounts { platform status count }\n      expiringAccounts { id platform refreshExpiresAt }\n      failingAccounts { id platform status statusReason }\n      blockedTargets { blockedBy count }\n      unknownOutcomes\n      lags { dueMs dispatcherMs eventConsumers { name lagMs } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TestForHealth($input: TestSocialAccountInput!) {\n    testSocialAccount(input: $input) { userErrors { code message path } }\n  }\n"): (typeof documents)["\n  mutation TestForHealth($input: TestSocialAccountInput!) {\n    testSocialAccount(input: $input) { userErrors { code message path } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Everything {\n    viewer { apiKey { id } workspace { id } }\n    brands { nodes { id } }\n    socialAccounts { nodes { id } }\n    scheduledPosts { nodes { id } }\n    postTargets { nodes { id } }\n    mediaAssets { nodes { id } }\n    publishingLogs { nodes { id } }\n    auditLog { nodes { id } }\n    publishEvents(first: 100) { nodes { seq } }\n    events(first: 100) { nodes { subjectId } }\n    webhookEndpoints { nodes { id } }\n    notifications { nodes { id } }\n    connectionAttempts { nodes { id } }\n    publishingStats(from: \"2026-01-01T00:00:00Z\", to: \"2026-12-31T00:00:00Z\", groupBy: STATUS) { total }\n  }\n"): (typeof documents)["\n  query Everything {\n    viewer { apiKey { id } workspace { id } }\n    brands { nodes { id } }\n    socialAccounts { nodes { id } }\n    scheduledPosts { nodes { id } }\n    postTargets { nodes { id } }\n    mediaAssets { nodes { id } }\n    publishingLogs { nodes { id } }\n    auditLog { nodes { id } }\n    publishEvents(first: 100) { nodes { seq } }\n    events(first: 100) { nodes { subjectId } }\n    webhookEndpoints { nodes { id } }\n    notifications { nodes { id } }\n    connectionAttempts { nodes { id } }\n    publishingStats(from: \"2026-01-01T00:00:00Z\", to: \"2026-12-31T00:00:00Z\", groupBy: STATUS) { total }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateEndpointForIsolation {\n    createWebhookEndpoint(input: { url: \"https://127.0.0.1:1/hook\", events: [\"*\"] }) { endpoint { id } }\n  }\n"): (typeof documents)["\n  mutation CreateEndpointForIsolation {\n    createWebhookEndpoint(input: { url: \"https://127.0.0.1:1/hook\", events: [\"*\"] }) { endpoint { id } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetLanguage($input: UpdateApiKeyInput!) {\n    updateApiKey(input: $input) {\n      apiKey { language timeZone }\n      userErrors { code path message }\n    }\n  }\n"): (typeof documents)["\n  mutation SetLanguage($input: UpdateApiKeyInput!) {\n    updateApiKey(input: $input) {\n      apiKey { language timeZone }\n      userErrors { code path message }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query AccountInLanguage($id: ID!) {\n      socialAccount(id: $id) { health { reasons { code message } lastError { code message } } }\n    }\n  "): (typeof documents)["\n    query AccountInLanguage($id: ID!) {\n      socialAccount(id: $id) { health { reasons { code message } lastError { code message } } }\n    }\n  "];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Reschedule($input: ReschedulePostInput!) {\n    reschedulePost(input: $input) {\n      changedTargets { id }\n      userErrors { code message path }\n    }\n  }\n"): (typeof documents)["\n  mutation Reschedule($input: ReschedulePostInput!) {\n    reschedulePost(input: $input) {\n      changedTargets { id }\n      userErrors { code message path }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Events($after: String, $first: Int, $filter: PublishEventFilter) {\n    publishEvents(after: $after, first: $first, filter: $filter) {\n      nodes { cursor seq status targetStatus postId targetId }\n      hasNextPage\n      endCursor\n    }\n  }\n"): (typeof documents)["\n  query Events($after: String, $first: Int, $filter: PublishEventFilter) {\n    publishEvents(after: $after, first: $first, filter: $filter) {\n      nodes { cursor seq status targetStatus postId targetId }\n      hasNextPage\n      endCursor\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteMedia($input: DeleteMediaAssetInput!) {\n    deleteMediaAsset(input: $input) { deletedMediaAssetId userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation DeleteMedia($input: DeleteMediaAssetInput!) {\n    deleteMediaAsset(input: $input) { deletedMediaAssetId userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemovePost($input: DeleteScheduledPostInput!) {\n    deleteScheduledPost(input: $input) { userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation RemovePost($input: DeleteScheduledPostInput!) {\n    deleteScheduledPost(input: $input) { userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ImportMedia($input: ImportMediaFromUrlInput!) {\n    importMediaFromUrl(input: $input) { mediaAsset { id kind status mimeType sourceUrl fileName altText } userErrors { code message path } }\n  }\n"): (typeof documents)["\n  mutation ImportMedia($input: ImportMediaFromUrlInput!) {\n    importMediaFromUrl(input: $input) { mediaAsset { id kind status mimeType sourceUrl fileName altText } userErrors { code message path } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ValidateMoney($input: ValidatePostInput!) {\n    validatePost(input: $input) {\n      warnings { code limit actual path }\n      costs { total { amount currency } items { name count price { amount } } since isOverridden }\n    }\n  }\n"): (typeof documents)["\n  query ValidateMoney($input: ValidatePostInput!) {\n    validatePost(input: $input) {\n      warnings { code limit actual path }\n      costs { total { amount currency } items { name count price { amount } } since isOverridden }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateBilled($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost { targets { platform estimatedCost { total { amount currency } } } }\n      userErrors { code message }\n      warnings { code limit actual path }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateBilled($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost { targets { platform estimatedCost { total { amount currency } } } }\n      userErrors { code message }\n      warnings { code limit actual path }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetBudget($input: UpdateWorkspaceBudgetInput!) {\n    updateWorkspaceBudget(input: $input) {\n      budget { currency limitMinor limit { amount } left { amount } }\n      wokenTargets\n      userErrors { code path limit }\n    }\n  }\n"): (typeof documents)["\n  mutation SetBudget($input: UpdateWorkspaceBudgetInput!) {\n    updateWorkspaceBudget(input: $input) {\n      budget { currency limitMinor limit { amount } left { amount } }\n      wokenTargets\n      userErrors { code path limit }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Budgets { viewer { workspace { budgets { currency month limitMinor spent { amount } left { amount } } } } }\n"): (typeof documents)["\n  query Budgets { viewer { workspace { budgets { currency month limitMinor spent { amount } left { amount } } } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Prices { platforms { platform pricing { since prices { name price { amount currency } isOverridden } } } }\n"): (typeof documents)["\n  query Prices { platforms { platform pricing { since prices { name price { amount currency } isOverridden } } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Notifications($filter: NotificationFilter, $orderBy: CreationOrder, $first: Int, $after: String) {\n    notifications(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {\n      nodes {\n        id type severity code params title body userAction linkPath subject subjectId brandId socialAccountId targetCount postIds isRead\n      }\n      pageInfo { hasNextPage endCursor }\n      totalCount\n    }\n    unreadCount\n  }\n"): (typeof documents)["\n  query Notifications($filter: NotificationFilter, $orderBy: CreationOrder, $first: Int, $after: String) {\n    notifications(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {\n      nodes {\n        id type severity code params title body userAction linkPath subject subjectId brandId socialAccountId targetCount postIds isRead\n      }\n      pageInfo { hasNextPage endCursor }\n      totalCount\n    }\n    unreadCount\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MarkRead($input: MarkNotificationsReadInput!) {\n    markNotificationsRead(input: $input) { unreadCount userErrors { code message path } }\n  }\n"): (typeof documents)["\n  mutation MarkRead($input: MarkNotificationsReadInput!) {\n    markNotificationsRead(input: $input) { unreadCount userErrors { code message path } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Preferences { notificationPreferences { type channel brandId isEnabled } }\n"): (typeof documents)["\n  query Preferences { notificationPreferences { type channel brandId isEnabled } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Choose($input: UpdateNotificationPreferencesInput!) {\n    updateNotificationPreferences(input: $input) { preferences { type channel brandId isEnabled } userErrors { code message path } }\n  }\n"): (typeof documents)["\n  mutation Choose($input: UpdateNotificationPreferencesInput!) {\n    updateNotificationPreferences(input: $input) { preferences { type channel brandId isEnabled } userErrors { code message path } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AuditOfPreferences { auditLog(filter: { actions: [\"updateNotificationPreferences\"] }) { nodes { subject subjectId result changes { fields } } } }\n"): (typeof documents)["\n  query AuditOfPreferences { auditLog(filter: { actions: [\"updateNotificationPreferences\"] }) { nodes { subject subjectId result changes { fields } } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ViewerOfNotifications { viewer { workspace { id } apiKey { id } } }"): (typeof documents)["query ViewerOfNotifications { viewer { workspace { id } apiKey { id } } }"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation KeyForNotifications($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }\n"): (typeof documents)["\n  mutation KeyForNotifications($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Credits {\n    viewer { workspace { credits creditEntries { amount reason } achievements { code } } }\n  }\n"): (typeof documents)["\n  query Credits {\n    viewer { workspace { credits creditEntries { amount reason } achievements { code } } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateBrandForDigests($input: UpdateBrandInput!) {\n    updateBrand(input: $input) { brand { digests } userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation UpdateBrandForDigests($input: UpdateBrandInput!) {\n    updateBrand(input: $input) { brand { digests } userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Posts($first: Int, $last: Int, $after: String, $before: String, $filter: ScheduledPostFilter, $orderBy: ScheduledPostOrder!) {\n    scheduledPosts(first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy) {\n      totalCount\n      nodes { id caption status scheduledAt targets { id status } }\n      edges { cursor }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n"): (typeof documents)["\n  query Posts($first: Int, $last: Int, $after: String, $before: String, $filter: ScheduledPostFilter, $orderBy: ScheduledPostOrder!) {\n    scheduledPosts(first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy) {\n      totalCount\n      nodes { id caption status scheduledAt targets { id status } }\n      edges { cursor }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PostPage($first: Int!) {\n    scheduledPosts(first: $first) {\n      nodes { id status caption targets { id platform status socialAccount { id username status } } media { altText } }\n    }\n  }\n"): (typeof documents)["\n  query PostPage($first: Int!) {\n    scheduledPosts(first: $first) {\n      nodes { id status caption targets { id platform status socialAccount { id username status } } media { altText } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query BrandsWithPosts($first: Int!, $posts: Int!) {\n    brands(first: $first) {\n      nodes { id scheduledPosts(first: $posts, orderBy: CREATED_AT_ASC) { totalCount nodes { id caption } pageInfo { hasNextPage endCursor } } }\n    }\n  }\n"): (typeof documents)["\n  query BrandsWithPosts($first: Int!, $posts: Int!) {\n    brands(first: $first) {\n      nodes { id scheduledPosts(first: $posts, orderBy: CREATED_AT_ASC) { totalCount nodes { id caption } pageInfo { hasNextPage endCursor } } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountsWithQuotas {\n    socialAccounts(first: 50) { nodes { id platform quotas { name limit used resetsAt } brand { id } } }\n  }\n"): (typeof documents)["\n  query AccountsWithQuotas {\n    socialAccounts(first: 50) { nodes { id platform quotas { name limit used resetsAt } brand { id } } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateForId($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) { scheduledPost { __typename postId: id } userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation CreateForId($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) { scheduledPost { __typename postId: id } userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateForCaption($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) { scheduledPost { id ...Words } userErrors { code } }\n  }\n  fragment Words on ScheduledPost { caption }\n"): (typeof documents)["\n  mutation CreateForCaption($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) { scheduledPost { id ...Words } userErrors { code } }\n  }\n  fragment Words on ScheduledPost { caption }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PlatformStatuses {\n    platforms {\n      platform\n      status {\n        state errorRate lastCheckedAt since\n        responseTimeMs { p50 p95 }\n        openIncidents { id host state reason startedAt endedAt }\n      }\n    }\n  }\n"): (typeof documents)["\n  query PlatformStatuses {\n    platforms {\n      platform\n      status {\n        state errorRate lastCheckedAt since\n        responseTimeMs { p50 p95 }\n        openIncidents { id host state reason startedAt endedAt }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PlatformStatusHistory($platform: Platform!, $from: DateTime!, $to: DateTime!) {\n    platformStatusHistory(platform: $platform, from: $from, to: $to) {\n      incidents { id host state startedAt endedAt }\n      buckets { at until state calls errorRate responseTimeMs { p50 p95 } }\n    }\n  }\n"): (typeof documents)["\n  query PlatformStatusHistory($platform: Platform!, $from: DateTime!, $to: DateTime!) {\n    platformStatusHistory(platform: $platform, from: $from, to: $to) {\n      incidents { id host state startedAt endedAt }\n      buckets { at until state calls errorRate responseTimeMs { p50 p95 } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query TargetsInOutage($brandIds: [ID!]) {\n    postTargets(filter: { brandIds: $brandIds }, first: 100) {\n      nodes { id platform status blockedBy wakeAt error { code message retryAt } publishedAt }\n    }\n  }\n"): (typeof documents)["\n  query TargetsInOutage($brandIds: [ID!]) {\n    postTargets(filter: { brandIds: $brandIds }, first: 100) {\n      nodes { id platform status blockedBy wakeAt error { code message retryAt } publishedAt }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PlatformEvents($after: String) {\n    events(after: $after, filter: { subjects: [PLATFORM] }) { nodes { type subjectId brandId payload } endCursor }\n  }\n"): (typeof documents)["\n  query PlatformEvents($after: String) {\n    events(after: $after, filter: { subjects: [PLATFORM] }) { nodes { type subjectId brandId payload } endCursor }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountsInOutage { socialAccounts(first: 100) { nodes { id platform brand { id } } } }\n"): (typeof documents)["\n  query AccountsInOutage { socialAccounts(first: 100) { nodes { id platform brand { id } } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query TargetsInTrouble($id: ID!) { scheduledPost(id: $id) { targets { platform status } } }\n"): (typeof documents)["\n  query TargetsInTrouble($id: ID!) { scheduledPost(id: $id) { targets { platform status } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountTold($id: ID!) {\n    socialAccount(id: $id) {\n      status statusReason username displayName avatarUrl\n      health { status reasons { code message } }\n    }\n    events(filter: { subjectId: $id }, first: 100) { nodes { type } }\n  }\n"): (typeof documents)["\n  query AccountTold($id: ID!) {\n    socialAccount(id: $id) {\n      status statusReason username displayName avatarUrl\n      health { status reasons { code message } }\n    }\n    events(filter: { subjectId: $id }, first: 100) { nodes { type } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateFull($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost {\n        id version status caption title scheduledAt timeZone localTime externalId metadata allowedActions\n        brand { id }\n        media { altText mediaAsset { id kind width } }\n        targets {\n          id status format allowedActions isCommitted dueAt\n          overrides { caption title media { id } }\n          options {\n            __typename\n            ... on InstagramOptions { firstComment collaborators userTags { username x y mediaIndex } coverMediaAssetId }\n            ... on TikTokOptions { mode privacyLevel }\n            ... on YouTubeOptions { privacy tags thumbnailMediaAssetId }\n            ... on XOptions { replySettings poll { options durationMinutes } thread { text mediaIndexes } }\n          }\n        }\n      }\n      userErrors { code message path limit actual targetId }\n      warnings { code message path }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateFull($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost {\n        id version status caption title scheduledAt timeZone localTime externalId metadata allowedActions\n        brand { id }\n        media { altText mediaAsset { id kind width } }\n        targets {\n          id status format allowedActions isCommitted dueAt\n          overrides { caption title media { id } }\n          options {\n            __typename\n            ... on InstagramOptions { firstComment collaborators userTags { username x y mediaIndex } coverMediaAssetId }\n            ... on TikTokOptions { mode privacyLevel }\n            ... on YouTubeOptions { privacy tags thumbnailMediaAssetId }\n            ... on XOptions { replySettings poll { options durationMinutes } thread { text mediaIndexes } }\n          }\n        }\n      }\n      userErrors { code message path limit actual targetId }\n      warnings { code message path }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Validate($input: ValidatePostInput!) {\n    validatePost(input: $input) { valid errors { code message path limit actual } warnings { code path } }\n  }\n"): (typeof documents)["\n  query Validate($input: ValidatePostInput!) {\n    validatePost(input: $input) { valid errors { code message path limit actual } warnings { code path } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteWritten($input: DeleteScheduledPostInput!) {\n    deleteScheduledPost(input: $input) { deletedScheduledPostId }\n  }\n"): (typeof documents)["\n  mutation DeleteWritten($input: DeleteScheduledPostInput!) {\n    deleteScheduledPost(input: $input) { deletedScheduledPostId }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PostRisks($id: ID!) {\n    scheduledPost(id: $id) {\n      risks { cause userAction message postTarget { id } }\n      targets { id risks { cause } }\n    }\n    postsAtRisk { nodes { id } }\n  }\n"): (typeof documents)["\n  query PostRisks($id: ID!) {\n    scheduledPost(id: $id) {\n      risks { cause userAction message postTarget { id } }\n      targets { id risks { cause } }\n    }\n    postsAtRisk { nodes { id } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RiskEvents($id: ID!) {\n    events(filter: { subjectId: $id }, first: 100) { nodes { type payload } }\n  }\n"): (typeof documents)["\n  query RiskEvents($id: ID!) {\n    events(filter: { subjectId: $id }, first: 100) { nodes { type payload } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PauseForRisk($input: PausePublishingInput!) {\n    pausePublishing(input: $input) { userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation PauseForRisk($input: PausePublishingInput!) {\n    pausePublishing(input: $input) { userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeForRisk($input: ResumePublishingInput!) {\n    resumePublishing(input: $input) { userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation ResumeForRisk($input: ResumePublishingInput!) {\n    resumePublishing(input: $input) { userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AllowForRisk($input: UpdateWorkspaceBudgetInput!) {\n    updateWorkspaceBudget(input: $input) { userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation AllowForRisk($input: UpdateWorkspaceBudgetInput!) {\n    updateWorkspaceBudget(input: $input) { userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PostById($id: ID, $externalId: String, $brandId: ID) {\n    scheduledPost(id: $id, externalId: $externalId, brandId: $brandId) {\n      id version status caption\n      targets { id status overrides { caption } }\n      logs(first: 5) { nodes { kind status seq } }\n    }\n  }\n"): (typeof documents)["\n  query PostById($id: ID, $externalId: String, $brandId: ID) {\n    scheduledPost(id: $id, externalId: $externalId, brandId: $brandId) {\n      id version status caption\n      targets { id status overrides { caption } }\n      logs(first: 5) { nodes { kind status seq } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Update($input: UpdateScheduledPostInput!) {\n    updateScheduledPost(input: $input) {\n      scheduledPost { id version caption targets { id format overrides { caption } options { ... on XOptions { replySettings } } } }\n      userErrors { code message path limit actual }\n      warnings { code }\n    }\n  }\n"): (typeof documents)["\n  mutation Update($input: UpdateScheduledPostInput!) {\n    updateScheduledPost(input: $input) {\n      scheduledPost { id version caption targets { id format overrides { caption } options { ... on XOptions { replySettings } } } }\n      userErrors { code message path limit actual }\n      warnings { code }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Cancel($input: CancelScheduledPostInput!) {\n    cancelScheduledPost(input: $input) {\n      scheduledPost { id status allowedActions }\n      changedTargets { id status }\n      refused { code targetId }\n      userErrors { code message path actual targetId }\n    }\n  }\n"): (typeof documents)["\n  mutation Cancel($input: CancelScheduledPostInput!) {\n    cancelScheduledPost(input: $input) {\n      scheduledPost { id status allowedActions }\n      changedTargets { id status }\n      refused { code targetId }\n      userErrors { code message path actual targetId }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SchedulePost($input: SchedulePostInput!) {\n    schedulePost(input: $input) { scheduledPost { id status scheduledAt } userErrors { code message path limit actual } warnings { code } }\n  }\n"): (typeof documents)["\n  mutation SchedulePost($input: SchedulePostInput!) {\n    schedulePost(input: $input) { scheduledPost { id status scheduledAt } userErrors { code message path limit actual } warnings { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeletePost($input: DeleteScheduledPostInput!) {\n    deleteScheduledPost(input: $input) { deletedScheduledPostId userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation DeletePost($input: DeleteScheduledPostInput!) {\n    deleteScheduledPost(input: $input) { deletedScheduledPostId userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Overview($from: DateTime!, $to: DateTime!, $brandIds: [ID!], $timeZone: String!) {\n    calendar(from: $from, to: $to, brandIds: $brandIds, timeZone: $timeZone) { isComplete days { date posts { id } } }\n    publishingStats(from: $from, to: $to, groupBy: DAY, brandIds: $brandIds, timeZone: $timeZone) { key total byStatus { status count } }\n  }\n"): (typeof documents)["\n  query Overview($from: DateTime!, $to: DateTime!, $brandIds: [ID!], $timeZone: String!) {\n    calendar(from: $from, to: $to, brandIds: $brandIds, timeZone: $timeZone) { isComplete days { date posts { id } } }\n    publishingStats(from: $from, to: $to, groupBy: DAY, brandIds: $brandIds, timeZone: $timeZone) { key total byStatus { status count } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Revoke($input: RevokeApiKeyInput!) {\n    revokeApiKey(input: $input) { apiKey { id } userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation Revoke($input: RevokeApiKeyInput!) {\n    revokeApiKey(input: $input) { apiKey { id } userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangeKeyInUse($input: UpdateApiKeyInput!) {\n    updateApiKey(input: $input) { userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation ChangeKeyInUse($input: UpdateApiKeyInput!) {\n    updateApiKey(input: $input) { userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SuspiciousEvents($filter: EventFilter) {\n    events(first: 100, filter: $filter) { nodes { type subject subjectId brandId payload } }\n  }\n"): (typeof documents)["\n  query SuspiciousEvents($filter: EventFilter) {\n    events(first: 100, filter: $filter) { nodes { type subject subjectId brandId payload } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ConnectSuspiciously($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation ConnectSuspiciously($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PausedSuspicious($id: ID!) { socialAccount(id: $id) { pausedAt } }\n"): (typeof documents)["\n  query PausedSuspicious($id: ID!) { socialAccount(id: $id) { pausedAt } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Creator($id: ID!) {\n    socialAccount(id: $id) {\n      id status username\n      tiktokCreator {\n        nickname username avatarUrl privacyLevels commentDisabled duetDisabled stitchDisabled maxVideoDurationSeconds checkedAt\n        error { code message userAction retryAt }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Creator($id: ID!) {\n    socialAccount(id: $id) {\n      id status username\n      tiktokCreator {\n        nickname username avatarUrl privacyLevels commentDisabled duetDisabled stitchDisabled maxVideoDurationSeconds checkedAt\n        error { code message userAction retryAt }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CheckChoices($input: ValidatePostInput!) {\n    validatePost(input: $input) { valid errors { code } warnings { code path limit actual message } }\n  }\n"): (typeof documents)["\n  query CheckChoices($input: ValidatePostInput!) {\n    validatePost(input: $input) { valid errors { code } warnings { code path limit actual message } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReconnectCreator($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation ReconnectCreator($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation BeginConnection($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation BeginConnection($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query TikTokScopes {\n    platform(platform: TIKTOK) { features scopes }\n    socialAccounts { nodes { id scopes missingScopes } }\n  }\n"): (typeof documents)["\n  query TikTokScopes {\n    platform(platform: TIKTOK) { features scopes }\n    socialAccounts { nodes { id scopes missingScopes } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CheckScopes($input: ValidatePostInput!) {\n    validatePost(input: $input) { valid errors { code message path limit } }\n  }\n"): (typeof documents)["\n  query CheckScopes($input: ValidatePostInput!) {\n    validatePost(input: $input) { valid errors { code message path limit } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateWebhook($input: CreateWebhookEndpointInput!) {\n    createWebhookEndpoint(input: $input) {\n      endpoint { id url events brandIds scopes status createdById }\n      secret\n      userErrors { code path }\n      warnings { code }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateWebhook($input: CreateWebhookEndpointInput!) {\n    createWebhookEndpoint(input: $input) {\n      endpoint { id url events brandIds scopes status createdById }\n      secret\n      userErrors { code path }\n      warnings { code }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateWebhook($input: UpdateWebhookEndpointInput!) {\n    updateWebhookEndpoint(input: $input) { endpoint { id url status } userErrors { code path } }\n  }\n"): (typeof documents)["\n  mutation UpdateWebhook($input: UpdateWebhookEndpointInput!) {\n    updateWebhookEndpoint(input: $input) { endpoint { id url status } userErrors { code path } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TestWebhook($id: ID!) {\n    testWebhookEndpoint(input: { endpointId: $id }) {\n      isDelivered attempt { number status requestBody } userErrors { code }\n    }\n  }\n"): (typeof documents)["\n  mutation TestWebhook($id: ID!) {\n    testWebhookEndpoint(input: { endpointId: $id }) {\n      isDelivered attempt { number status requestBody } userErrors { code }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteWebhook($id: ID!) {\n    deleteWebhookEndpoint(input: { endpointId: $id }) { deletedId userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation DeleteWebhook($id: ID!) {\n    deleteWebhookEndpoint(input: { endpointId: $id }) { deletedId userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ListWebhooks {\n    webhookEndpoints { nodes { id } totalCount }\n  }\n"): (typeof documents)["\n  query ListWebhooks {\n    webhookEndpoints { nodes { id } totalCount }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WebhookDeliveries($id: ID!, $filter: WebhookDeliveryFilter) {\n    webhookEndpoint(id: $id) {\n      lastSuccessAt\n      deliveries(filter: $filter) {\n        nodes { id eventId type subject subjectId status attemptCount attempts { number status requestHeaders requestBody responseBody durationMs } }\n      }\n    }\n  }\n"): (typeof documents)["\n  query WebhookDeliveries($id: ID!, $filter: WebhookDeliveryFilter) {\n    webhookEndpoint(id: $id) {\n      lastSuccessAt\n      deliveries(filter: $filter) {\n        nodes { id eventId type subject subjectId status attemptCount attempts { number status requestHeaders requestBody responseBody durationMs } }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Recover($input: RecoverAccountPostsInput!) {\n    recoverAccountPosts(input: $input) {\n      recovered { postTarget { id status dueAt } dueAt }\n      refused { code targetId }\n      hasMore\n      userErrors { code path }\n    }\n  }\n"): (typeof documents)["\n  mutation Recover($input: RecoverAccountPostsInput!) {\n    recoverAccountPosts(input: $input) {\n      recovered { postTarget { id status dueAt } dueAt }\n      refused { code targetId }\n      hasMore\n      userErrors { code path }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation BeginReconnect($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl }\n  }\n"): (typeof documents)["\n  mutation BeginReconnect($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { authorizationUrl }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Reconnect($input: CompleteAccountConnectionInput!) {\n    completeAccountConnection(input: $input) {\n      socialAccount { status recoverable { totalCount nodes { id status } } }\n      userErrors { code }\n    }\n  }\n"): (typeof documents)["\n  mutation Reconnect($input: CompleteAccountConnectionInput!) {\n    completeAccountConnection(input: $input) {\n      socialAccount { status recoverable { totalCount nodes { id status } } }\n      userErrors { code }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Recoverable($id: ID!) {\n    socialAccount(id: $id) { recoverable { nodes { id status blockedBy error { code } } } }\n  }\n"): (typeof documents)["\n  query Recoverable($id: ID!) {\n    socialAccount(id: $id) { recoverable { nodes { id status blockedBy error { code } } } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RecoveredTargetState($id: ID!) {\n    postTarget(id: $id) { status blockedBy dueAt error { code } }\n  }\n"): (typeof documents)["\n  query RecoveredTargetState($id: ID!) {\n    postTarget(id: $id) { status blockedBy dueAt error { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReconnectedEvents($id: ID!) {\n    events(filter: { subjectId: $id }, first: 100) { nodes { type payload } }\n  }\n"): (typeof documents)["\n  query ReconnectedEvents($id: ID!) {\n    events(filter: { subjectId: $id }, first: 100) { nodes { type payload } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SweepEndpoint($input: CreateWebhookEndpointInput!) {\n    createWebhookEndpoint(input: $input) { endpoint { id } secret userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation SweepEndpoint($input: CreateWebhookEndpointInput!) {\n    createWebhookEndpoint(input: $input) { endpoint { id } secret userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SweepRotate($input: RotateWebhookSecretInput!) {\n    rotateWebhookSecret(input: $input) { secret userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation SweepRotate($input: RotateWebhookSecretInput!) {\n    rotateWebhookSecret(input: $input) { secret userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SweepImport($input: ImportMediaFromUrlInput!) {\n    importMediaFromUrl(input: $input) { userErrors { code message } }\n  }\n"): (typeof documents)["\n  mutation SweepImport($input: ImportMediaFromUrlInput!) {\n    importMediaFromUrl(input: $input) { userErrors { code message } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SweepBegin($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { state authorizationUrl userErrors { code } }\n  }\n"): (typeof documents)["\n  mutation SweepBegin($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) { state authorizationUrl userErrors { code } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SweepComplete($input: CompleteAccountConnectionInput!) {\n    completeAccountConnection(input: $input) { userErrors { code message } }\n  }\n"): (typeof documents)["\n  mutation SweepComplete($input: CompleteAccountConnectionInput!) {\n    completeAccountConnection(input: $input) { userErrors { code message } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SweepTest($input: TestSocialAccountInput!) {\n    testSocialAccount(input: $input) { userErrors { code message } }\n  }\n"): (typeof documents)["\n  mutation SweepTest($input: TestSocialAccountInput!) {\n    testSocialAccount(input: $input) { userErrors { code message } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SweepState($id: ID!) {\n    scheduledPost(id: $id) { status }\n  }\n"): (typeof documents)["\n  query SweepState($id: ID!) {\n    scheduledPost(id: $id) { status }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RetryTraced($input: RetryPostTargetInput!) {\n    retryPostTarget(input: $input) { userErrors { code message path } }\n  }\n"): (typeof documents)["\n  mutation RetryTraced($input: RetryPostTargetInput!) {\n    retryPostTarget(input: $input) { userErrors { code message path } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TestTraced($input: TestSocialAccountInput!) {\n    testSocialAccount(input: $input) { userErrors { code message path } }\n  }\n"): (typeof documents)["\n  mutation TestTraced($input: TestSocialAccountInput!) {\n    testSocialAccount(input: $input) { userErrors { code message path } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      apiKey { id }\n      secret\n      userErrors { code message path }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      apiKey { id }\n      secret\n      userErrors { code message path }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateBrand($input: CreateBrandInput!) {\n    createBrand(input: $input) {\n      brand { id version }\n      userErrors { code message path }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateBrand($input: CreateBrandInput!) {\n    createBrand(input: $input) {\n      brand { id version }\n      userErrors { code message path }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartConnection($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) {\n      authorizationUrl\n      state\n      userErrors { code message path }\n    }\n  }\n"): (typeof documents)["\n  mutation StartConnection($input: StartAccountConnectionInput!) {\n    startAccountConnection(input: $input) {\n      authorizationUrl\n      state\n      userErrors { code message path }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ConnectedAccounts($brandIds: [ID!]) {\n    socialAccounts(filter: { brandIds: $brandIds }, first: 100) {\n      nodes { id platform status }\n    }\n  }\n"): (typeof documents)["\n  query ConnectedAccounts($brandIds: [ID!]) {\n    socialAccounts(filter: { brandIds: $brandIds }, first: 100) {\n      nodes { id platform status }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreatePost($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost { id version targets { id } }\n      userErrors { code message path }\n    }\n  }\n"): (typeof documents)["\n  mutation CreatePost($input: CreateScheduledPostInput!) {\n    createScheduledPost(input: $input) {\n      scheduledPost { id version targets { id } }\n      userErrors { code message path }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;