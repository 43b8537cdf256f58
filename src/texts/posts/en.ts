/** What is said about posts, their targets, times and files, in English. */
import type { TargetStatus } from '../../lib/prisma/enums.ts';
import type { Catalogue, Told } from '../../lib/texts.ts';
import { ACTS, type Act, type FileReason, type Unit } from './words.ts';

export const en = {
  /* What a call gives. */
  externalIdEmpty: 'externalId is empty; leave it out or send null',
  externalIdTaken: ({ externalId }: { externalId: string }) =>
    `this brand already has a post with the externalId ${externalId}`,
  oneFile: 'give exactly one of url and mediaAssetId',
  sameFormat: ({ format }: { format: string }) => `a second ${format} for the same account`,
  otherPlatform: ({ given, platform, key }: { given: string; platform: string; key: string }) =>
    `these are options of ${given}; the account is on ${platform}, whose options stand under \`${key}\``,
  draftOnly: 'a post without targets can only be a draft',
  noTargets: 'the post has no targets',
  notHttps: 'url is not an https address',
  scopeId: ({ scope, name, isNeeded }: { scope: string; name: string; isNeeded: boolean }) =>
    `scope ${scope} ${isNeeded ? 'needs' : 'takes no'} ${name}`,

  /* Options of a platform. */
  optionRequired: ({ name }: { name: string }) => `the option ${name} is required`,
  optionTooSmall: ({ name, min, actual, unit }: OptionSize & { min: number }, { number, plural }) =>
    `${name} must ${LEAST[unit](number(min), (forms) => plural(min, forms))}${actual === null ? '' : `; this ${ACTUAL[unit](number(actual))}`}`,
  optionTooBig: ({ name, max, actual, unit }: OptionSize & { max: number }, { number, plural }) =>
    `${name} must ${MOST[unit](number(max), (forms) => plural(max, forms))}${actual === null ? '' : `; this ${ACTUAL[unit](number(actual))}`}`,
  optionNotOneOf: ({ name, values, actual }: { name: string; values: string; actual: string | null }) =>
    `${name} must be one of ${values}${actual === null ? '' : `; this is ${actual}`}`,
  optionUnknown: ({ name, names }: { name: string; names: string }) => `${name}: there is no option ${names}`,
  optionWrongKind: ({ name }: { name: string }) => `${name} is of the wrong kind`,
  optionMalformed: ({ name, reason, actual }: { name: string; reason: Told; actual: string | null }, { told }) =>
    `${name} ${told(reason)}${actual === null ? '' : `; this is ${actual}`}`,

  /* Whether it can be published. */
  platformAbsent: ({ platform }: { platform: string }) => `this installation is not configured for ${platform}`,
  formatAbsent: ({ platform, format, formats }: { platform: string; format: string; formats: string }) =>
    `${platform} does not publish ${format}; it publishes ${formats}`,
  severalPictures: ({ count }: { count: number }, { number }) =>
    `the file holds ${number(count)} pictures; the platform may show only the first`,
  accountDisconnected: (account: Account) => `${accountName(account)} is disconnected`,
  accountExpired: (account: Account) => `${accountName(account)} must be reconnected before this can be published`,
  accountPaused: (account: Account) => `publishing to ${accountName(account)} is paused`,
  reconnectFirst: 'reconnect the account first',
  notExamined: 'media given by URL is examined when the post is saved',
  fileNotReady: 'the file is not ready',
  fileReason: ({ reason }: { reason: FileReason }) => reason.message,
  fileRefused: ({ reason }: { reason: FileReason }) => `the file could not be taken in: ${reason.message}`,
  mediaRefused: ({ reason }: { reason: FileReason }) => `the media could not be taken in: ${reason.message}`,
  importsBusy: 'too many files are being fetched already, or this server is stopping; send the call again later',
  fileOfOtherBrand: 'a post of a brand that your API key does not reach uses the file',
  fileInUse: 'a post uses the file; take it out of the post first',
  optionNotImage: ({ option, kind }: { option: string; kind: string }) =>
    `${option} is an image, and this file is a ${kind}`,
  optionFileType: ({ type, platform, types }: { type: string; platform: string; types: string }) =>
    `the file is ${type}, ${platform} takes ${types} here`,
  optionFileTooLarge: ({ bytes, platform, max }: { bytes: number; platform: string; max: number }, { number }) =>
    `the file has ${number(bytes)} bytes, ${platform} allows ${number(max)} here`,
  quotaFull: ({ name, taken, limit, at, units, freeAt, isGuessed }: QuotaFull, { number, instant }) =>
    `${name}: ${number(taken)} of ${number(limit)} are used or planned around ${instant(at)}, and this needs ${number(units)}; ${freeAt === null ? 'no free time is in sight' : `the next free time is ${instant(freeAt)}`}${isGuessed ? ' (the limit is only guessed; the platform decides)' : ''}`,
  budgetNearlyUsed: (budget: Budget, { money, month }) =>
    `with this, ${money(budget.spent, budget.currency)} of the budget of ${money(budget.limit, budget.currency)} for ${month(budget.month)} (UTC) are spent`,
  budgetUsedUp: (budget: Budget, { money, month }) =>
    `with this, ${money(budget.spent, budget.currency)} of the budget of ${money(budget.limit, budget.currency)} for ${month(budget.month)} (UTC) are spent; it waits until the budget is raised or the month is over`,

  /* Why a target is left alone. */
  unpublishUnsupported: ({ platform, url }: { platform: string; url: string }) =>
    `${platform} lets no app remove a post; remove it there: ${url}`,
  unpublishNotGranted: ({ platform, scope }: { platform: string; scope: string }) =>
    `the account did not grant ${scope}, without which ${platform} removes no post; connect it again`,
  unpublishTooSoon:
    'what follows a post that is live (comment, thumbnail, link) is still being done; try again in a moment',
  unpublishUnknown: ({ platform }: { platform: string }) =>
    `the id of all that was published at ${platform} is not known; remove it there`,
  unpublishFailed: ({ said }: { said: Told }, { told }) => `the platform did not remove the post: ${told(said)}`,
  wrongStatus: ({ platform, format, act, status }: Refused & { status: TargetStatus }) =>
    `the ${platform} ${format} target cannot be ${ACTS[act]}: it is ${status}`,
  alreadyCommitted: ({ platform, format, act }: Refused) =>
    `the ${platform} ${format} target cannot be ${ACTS[act]}: the call that makes it public is already armed`,

  /* Times. */
  scheduleMode: 'schedulePost takes mode AT or NOW; to unschedule a post, use reschedulePost with mode DRAFT',
  missedMode: 'missed posts are rescheduled AT a time or NOW',
  savedWithoutTime: 'the post was saved without a time; give a schedule',
  nowTakesNoTime: 'mode NOW takes no time',
  atNeedsTime: 'mode AT needs at or localTime',
  startTooFar: 'startAt lies more than a year ahead',
  timePassed: ({ at, now }: { at: string; now: string }, { instant }) =>
    `${instant(at)} has passed; it is ${instant(now)}`,
  timeTooEarly: ({ at }: { at: string }, { instant }) => `${instant(at)} lies before 1970`,
  timeTooFar: ({ at }: { at: string }, { instant }) => `${instant(at)} is more than ten years ahead`,
  notInstant: 'at is not an instant',
  notLocalTime: ({ text }: { text: string }) => `${text} is not a local time like 2026-07-01T09:30`,
  timesDiffer: ({ at, local, zone, meant }: { at: string; local: string; zone: string; meant: string }, { instant }) =>
    `at is ${instant(at)}, but ${local} in ${zone} is ${instant(meant)}`,
  offsetDiffers: ({ local, zone, offsets }: { local: string; zone: string; offsets: readonly string[] }) =>
    `${local}: the offset of ${zone} at that time is ${offsets.join(' or ')}`,
  timeNonexistent: ({ local, zone, last, after }: { local: string; zone: string; last: string; after: string }) =>
    `${local} does not exist in ${zone}: clocks are set forward after ${last}, to ${after}. The nearest times are ${last} and ${after}`,
  timeAmbiguous: ({ local, zone, taken, other }: { local: string; zone: string; taken: string; other: string }) =>
    `${local} exists twice in ${zone}: the earlier one (${taken}) was taken; add ${other} for the later one`,

  /* What events of targets say. */
  unexpected: 'An unexpected error; the server log has the details.',
  paused: 'Publishing is paused.',
  reconnect: 'The account must be reconnected.',
  windowEnded: 'The late window ended before it could be published.',
  foundPublished: 'A person found it published.',
  foundUnpublished: 'A person found that it was not published.',
  retried: 'Retried.',
  recovered: 'Goes out again after the account was reconnected.',
  rescheduledMissed: 'Rescheduled after it was missed.',
  editedAgain: 'The content was edited; preparing it again.',
  dueButNot: ({ due, end, reason }: { due: string; end: string; reason: Told | null }, { instant, told }) =>
    `It was due at ${instant(due)} and could not be published until ${instant(end)}${reason === null ? '.' : `: ${told(reason)}`}`,
  notAnswered: ({ platform, since }: { platform: string; since: string }, { instant }) =>
    `${platform} has not answered since ${instant(since)}`,
  accessEnds: ({ at }: { at: string }, { instant }) => `the access to the account ends at ${instant(at)}`,
  clocksChanged: ({ zone, shown, meant }: { zone: string; shown: string; meant: string }) =>
    `clocks in ${zone} show ${shown} when it is due, and ${meant} was meant`,
  extraNotDone: ({ url, platform }: { url: string | null; platform: string }) =>
    `Not done: the post cannot be identified ${url === null ? 'without its address' : `from ${url}`}. If it matters, do it at ${platform}.`,
  allowanceUsed: (
    { name, used, limit, until }: { name: string; used: number; limit: number; until: string },
    { number, instant },
  ) => `${number(used)} of ${number(limit)} of the allowance ${name} are used, until ${instant(until)}`,
  fileMissing: 'a file of the post is not in the storage any more',
  fileChanged: 'a file of the post has other bytes than when it was taken in',
} as const satisfies Catalogue;

type OptionSize = { name: string; actual: number | null; unit: Unit };
type Account = { platform: string; name: string };
type Refused = { platform: string; format: string; act: Act };
type Budget = { spent: number; limit: number; currency: string; month: string };
type QuotaFull = {
  name: string;
  taken: number;
  limit: number;
  at: string;
  units: number;
  freeAt: string | null;
  isGuessed: boolean;
};

const accountName = ({ platform, name }: Account): string => `the ${platform} account ${name}`.trimEnd();

type Sizes = Readonly<
  Record<Unit, (size: string, plural: (forms: { one: string; other: string }) => string) => string>
>;
const LEAST: Sizes = {
  value: (size) => `be at least ${size}`,
  characters: (size, plural) => `have at least ${size} ${plural({ one: 'character', other: 'characters' })}`,
  items: (size, plural) => `have at least ${size} ${plural({ one: 'item', other: 'items' })}`,
};
const MOST: Sizes = {
  value: (size) => `be at most ${size}`,
  characters: (size, plural) => `have at most ${size} ${plural({ one: 'character', other: 'characters' })}`,
  items: (size, plural) => `have at most ${size} ${plural({ one: 'item', other: 'items' })}`,
};
const ACTUAL: Readonly<Record<Unit, (size: string) => string>> = {
  value: (size) => `is ${size}`,
  characters: (size) => `has ${size}`,
  items: (size) => `has ${size}`,
};
