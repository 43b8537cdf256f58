/** Posts of every format, with texts, files and options at and around the limits of each platform. */
import { Buffer } from 'node:buffer';
import fc, { type Arbitrary } from 'fast-check';
import twitterText from 'twitter-text';
import type { Format, PlatformId } from '../../src/platforms/platform.ts';
import type { TrialPost } from './trial-bench.ts';
import type { TrialFile, TrialFiles } from './trial-files.ts';

/* ---- texts ---- */

const PIECES = [
  ...[
    'bread',
    'Bäckerei',
    '面包',
    'パン屋',
    'खुबानी',
    '…',
    '—',
    '“q”',
    '𝒳',
    'e\u0301',
    '\u200b',
    '\u202e',
    '\ufeff',
    '\ufffe',
  ],
  ...['😀', '👩‍👩‍👧‍👦', '🇩🇪', '1️⃣', '👋🏽', '❤️', '❤', '©', '\u{1FAE9}', '\u{1F426}\u200d\u{1F525}', '😀\u200d😀', '🏴‍☠️'],
  ...['#tag', '#面包', '#', '@baker', '@dairy.farm', '$TSLA', '$ABC', '$5', 'me@example.com'],
  ...['https://example.com/a?b=c#d', 'http://t.co/abc', 'example.com', 'example.com/@baker', 'пример.рф'],
  ...['&', '&amp;', '<', '>', '\\', '"', '\n', '\r\n', '\t', '  '],
];

const short = fc
  .tuple(fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }), fc.constantFrom('', ' '))
  .map(([pieces, glue]) => pieces.join(glue));

/** A text that counts about `limit`, by the measure of the platform, filled up with characters that weigh differently. */
const UNITS = ['a', '😀', '面', '𝒳', ' '];
const around = (limit: number, lengthOf: (text: string) => number, units = UNITS): Arbitrary<string> =>
  fc.tuple(short, fc.constantFrom(...units), fc.integer({ min: -2, max: 3 })).map(([text, unit, off]) => {
    const missing = limit + off - lengthOf(`${text} `);
    const units = Math.max(0, Math.floor(missing / lengthOf(unit)));
    return `${text} ${unit.repeat(units)}${'a'.repeat(Math.max(0, missing - units * lengthOf(unit)))}`;
  });

/** `count` tags or so, put together as people do. */
const tags = (sign: '#' | '@' | '$', count: number): Arbitrary<string> =>
  fc
    .tuple(fc.integer({ min: count - 1, max: count + 2 }), fc.constantFrom(' ', sign === '$' ? ' ' : '', ', '))
    .map(([many, glue]) =>
      Array.from({ length: many }, (_, index) => `${sign}t${String.fromCharCode(97 + (index % 26))}`).join(glue),
    );

const utf16 = (text: string) => text.length;
const codePoints = (text: string) => [...text].length;
const bytes = (text: string) => Buffer.byteLength(text);
/** Of the library itself: neither side counts by exactly this. */
const weight = (text: string) => twitterText.parseTweet(text).weightedLength;

/* ---- parts of a post ---- */

/** None, one or two of the options: more would mostly exclude each other. */
const some = (all: Readonly<Record<string, Arbitrary<unknown>>>): Arbitrary<Record<string, unknown>> =>
  fc
    .subarray(Object.keys(all), { maxLength: 2 })
    .chain((keys) => fc.record(Object.fromEntries(keys.map((key) => [key, all[key] ?? fc.constant(null)]))));

const number = (min: number, max: number) => fc.integer({ min, max });
const file = (files: readonly TrialFile[]) => fc.constantFrom(...files);

const altText = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.oneof(short, around(1_000, utf16), around(1_000, codePoints)) },
);
const placed = (of: Arbitrary<TrialFile>) => fc.record({ file: of, altText });
const filesOf = (of: Arbitrary<TrialFile>, min: number, max: number) =>
  fc.array(placed(of), { minLength: min, maxLength: max });

/** About as many files as a post may have at most: copies of a small one, since their number is the question. */
const crowd = (images: readonly TrialFile[], most: number) => {
  const [smallest] = images
    .filter(({ row: { mimeType, width, height } }) => mimeType === 'image/jpeg' && width === height)
    .toSorted((a, b) => a.bytes.length - b.bytes.length);
  const copies = (count: number) =>
    Array.from({ length: count }, () => ({ file: smallest ?? images[0], altText: null }));
  return number(most - 1, most + 1).map((count) =>
    copies(count).flatMap(({ file, altText }) => (file ? [{ file, altText }] : [])),
  );
};
const fewOrMany = <Few, Many>(few: Arbitrary<Few>, many: Arbitrary<Many>) =>
  fc.oneof({ weight: 9, arbitrary: few }, { weight: 1, arbitrary: many });

interface Shape {
  caption: Arbitrary<string>;
  title?: Arbitrary<string | null>;
  media: Arbitrary<TrialPost['media']>;
  options: Arbitrary<Record<string, unknown>>;
}
type Shapes = (files: TrialFiles) => Partial<Record<Format, Shape>>;

const username = fc.constantFrom('baker', '@baker', 'dairy.farm', 'a_b', 'x'.repeat(30));

const instagram: Shapes = ({ images, videos }) => {
  const caption = fc.oneof(short, around(2_200, utf16), around(2_200, codePoints), tags('#', 30), tags('@', 20));
  const tagged = fc.record(
    { username, x: fc.constantFrom(0, 0.5, 1), y: fc.constantFrom(0, 0.5, 1), mediaIndex: number(0, 2) },
    { requiredKeys: ['username'] },
  );
  const anywhere = {
    collaborators: fc.array(username, { maxLength: 4 }),
    userTags: fc.oneof(fc.array(tagged, { maxLength: 3 }), fc.array(tagged, { minLength: 20, maxLength: 22 })),
    locationId: fc.constantFrom('1', '123456789'),
    isAiGenerated: fc.boolean(),
    firstComment: fc.oneof(short, around(2_200, utf16), around(2_200, codePoints), tags('#', 30)),
    commentsEnabled: fc.boolean(),
  };
  const ofReels = {
    shareToFeed: fc.boolean(),
    coverMediaAssetId: file(images).map(({ row }) => row.id),
    thumbOffsetMs: fc.constantFrom(0, 2_999, 3_000, 8_000, 8_001, 60_000, 10_000_000),
    audioName: fc.constantFrom('Oven', '面包', 'x'.repeat(300)),
    trialReel: fc.constantFrom('MANUAL', 'SS_PERFORMANCE'),
  };
  const both = fc.oneof(file(images), file(videos));
  return {
    IMAGE: { caption, media: filesOf(file(images), 1, 1), options: some(anywhere) },
    CAROUSEL: { caption, media: fewOrMany(filesOf(both, 1, 4), crowd(images, 20)), options: some(anywhere) },
    REEL: { caption, media: filesOf(file(videos), 1, 1), options: some({ ...anywhere, ...ofReels }) },
    STORY: { caption, media: filesOf(both, 1, 1), options: some({ ...anywhere, ...ofReels }) },
  };
};

const tiktok: Shapes = ({ images, videos }) => {
  const options = fc
    .tuple(
      fc.record(
        {
          mode: fc.constantFrom('DIRECT', 'INBOX'),
          privacyLevel: fc.constantFrom(
            'PUBLIC_TO_EVERYONE',
            'PUBLIC_TO_EVERYONE',
            'MUTUAL_FOLLOW_FRIENDS',
            'FOLLOWER_OF_CREATOR',
            'SELF_ONLY',
            null,
          ),
        },
        { requiredKeys: [] },
      ),
      some({
        allowComment: fc.boolean(),
        allowDuet: fc.boolean(),
        allowStitch: fc.boolean(),
        brandContent: fc.boolean(),
        brandOrganic: fc.boolean(),
        isAigc: fc.boolean(),
        coverTimestampMs: fc.constantFrom(0, 3_000, 8_000, 8_001, 10_000_000),
        autoAddMusic: fc.boolean(),
        photoCoverIndex: number(0, 4),
      }),
    )
    .map(([mode, others]) => ({ ...mode, ...others }));
  const description = fc.oneof(short, around(4_000, utf16), around(4_000, codePoints), tags('#', 5));
  const title = fc.oneof(fc.constant(null), short, around(90, utf16), around(90, codePoints));
  return {
    VIDEO: {
      caption: fc.oneof(short, around(2_200, utf16), around(2_200, codePoints), tags('#', 5)),
      title,
      media: filesOf(file(videos), 1, 1),
      options,
    },
    IMAGE: { caption: description, title, media: filesOf(file(images), 1, 1), options },
    CAROUSEL: {
      caption: description,
      title,
      media: fewOrMany(filesOf(file(images), 1, 4), crowd(images, 35)),
      options,
    },
  };
};

const youtube: Shapes = ({ images, videos }) => {
  const shape: Shape = {
    caption: fc.oneof(short, around(5_000, bytes), around(100, utf16), tags('#', 60)),
    title: fc.oneof(fc.constant(null), short, around(100, utf16), around(100, codePoints)),
    media: filesOf(file(videos), 1, 1),
    options: some({
      privacy: fc.constantFrom('PRIVATE', 'UNLISTED', 'PUBLIC'),
      tags: fc.oneof(
        fc.array(fc.constantFrom('bread', 'sour dough', '面包', 'a,b', '<b>', '😀', ' x ', '"q"'), { maxLength: 6 }),
        number(495, 505).map((length) => ['a b', 'c', 'd'.repeat(length - 8)]),
        fc.constantFrom(
          ['😀'.repeat(251)],
          Array.from({ length: 200 }, () => 'ab'),
        ),
      ),
      categoryId: fc.constantFrom(
        '1',
        '2',
        '10',
        '15',
        '17',
        '18',
        '19',
        '20',
        '21',
        '22',
        '23',
        '24',
        '25',
        '26',
        '27',
        '28',
        '29',
        '30',
        '42',
        '44',
        '99',
        '022',
        '0',
      ),
      madeForKids: fc.boolean(),
      containsSyntheticMedia: fc.boolean(),
      license: fc.constantFrom('YOUTUBE', 'CREATIVE_COMMON'),
      embeddable: fc.boolean(),
      publicStatsViewable: fc.boolean(),
      notifySubscribers: fc.boolean(),
      playlistId: fc.constantFrom('PLunknown'),
      thumbnailMediaAssetId: file(images).map(({ row }) => row.id),
      firstComment: fc.oneof(short, fc.constantFrom(' ', '\n'), around(10_000, utf16)),
      defaultLanguage: fc.constantFrom('en', 'pt-BR', 'zz'),
      defaultAudioLanguage: fc.constantFrom('en', 'zxx'),
      hasPaidProductPlacement: fc.boolean(),
    }),
  };
  return { VIDEO: shape, SHORT: shape };
};

const x: Shapes = ({ images, videos }) => {
  const caption = fc.oneof(
    { weight: 3, arbitrary: short },
    { weight: 3, arbitrary: around(280, weight) },
    { weight: 1, arbitrary: around(25_000, weight, [' ']) },
    { weight: 1, arbitrary: tags('$', 1) },
    { weight: 1, arbitrary: tags('@', 20) },
  );
  const poll = fc.record({
    options: fc.array(fc.oneof(short, around(25, codePoints), around(25, utf16)), { minLength: 1, maxLength: 5 }),
    durationMinutes: fc.constantFrom(4, 5, 1_440, 10_080, 10_081),
  });
  const plain = {
    replySettings: fc.constantFrom('everyone', 'following', 'mentionedUsers', 'subscribers', 'verified'),
    poll: fc.oneof(fc.constant(null), poll),
    madeWithAi: fc.boolean(),
    paidPartnership: fc.boolean(),
    communityId: fc.constantFrom(null, '1', '9'.repeat(19)),
    shareWithFollowers: fc.boolean(),
    taggedUserIds: fc.array(fc.constantFrom('1', '1750000000000000101'), { maxLength: 11 }),
  };
  const thread = fc.array(
    fc.record({ text: caption, mediaIndexes: fc.subarray([0, 1, 2, 3]) }, { requiredKeys: ['text'] }),
    { maxLength: 3 },
  );
  const either = fc.oneof(file(images), file(videos));
  return {
    TEXT: { caption, media: fc.constant([]), options: some(plain) },
    IMAGE: { caption, media: filesOf(file(images), 1, 1), options: some(plain) },
    CAROUSEL: { caption, media: filesOf(file(images), 1, 5), options: some(plain) },
    VIDEO: { caption, media: filesOf(either, 1, 1), options: some(plain) },
    THREAD: {
      caption,
      media: filesOf(either, 0, 5),
      options: fc.tuple(thread, some(plain)).map(([parts, others]) => ({ thread: parts, ...others })),
    },
  };
};

const SHAPES: Readonly<Record<PlatformId, Shapes>> = { INSTAGRAM: instagram, TIKTOK: tiktok, YOUTUBE: youtube, X: x };

export function trialPosts(platform: PlatformId, files: TrialFiles): Arbitrary<TrialPost> {
  const all = [...files.images, ...files.videos];
  const posts = Object.entries(SHAPES[platform](files)).map(([format, shape]) =>
    fc.record({
      format: fc.constant(format as Format),
      caption: shape.caption,
      title: shape.title ?? fc.constant(null),
      media: shape.media,
      options: shape.options,
    }),
  );
  return fc.oneof(...posts).map((post) => ({
    ...post,
    named: all.filter(({ row }) => Object.values(post.options).includes(row.id)),
  }));
}
