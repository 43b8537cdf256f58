/** The import law: which part may know which. The table is the law; this test reads every import and compares. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PLATFORMS } from '../src/platforms/index.ts';
import { PLATFORM_IDS, type Platform } from '../src/platforms/platform.ts';

const ROOT = join(import.meta.dirname, '..');

/** The rooms of the domain, from the top down: each may import from those after it, and from the files of `src/domain` itself. */
const ROOMS = [
  'src/domain/queries',
  'src/domain/notifications',
  'src/domain/live',
  'src/domain/upkeep',
  'src/domain/keys',
  'src/domain/hints',
  'src/domain/webhooks',
  'src/domain/insights',
  'src/domain/posts/actions',
  'src/domain/engine/run',
  'src/domain/engine/journal',
  'src/domain/engine/schedule',
  'src/domain/posts',
  'src/domain/media',
  'src/domain/accounts',
  'src/domain/platform-state',
  'src/domain/targets',
  'src/domain/audit',
  'src/domain/events',
  'src/domain',
] as const;

const roomsBelow = (room: (typeof ROOMS)[number]) => ROOMS.slice(ROOMS.indexOf(room) + 1);

const BELOW_DOMAIN = ['src/texts', 'src/jobs', 'src/platforms', 'src/context', 'src/config', 'src/lib'] as const;

/** Each floor and the floors below it that it may import from. Floors never import from above, nor from each other in a loop. */
const MAY_IMPORT = {
  'src/main': ['src/server'],
  'src/server': [
    'src/app',
    'src/demo',
    'src/sandbox-process',
    'src/http',
    'src/schema',
    'src/config',
    'src/context',
    'src/lib',
  ],
  'src/token-keeper': ['src/token-keeping'],
  'src/token-keeping': [...ROOMS, 'src/platforms', 'src/lib'],
  'src/commands': [...ROOMS, 'src/config', 'src/database', 'src/lib'],
  'src/database': ['src/lib'],
  'src/sandbox-process': [],
  'src/demo': [...ROOMS, 'src/context', 'src/platforms', 'src/lib'],
  'src/app': [
    'src/http',
    'src/workers',
    'src/metrics',
    'src/traces',
    'src/readiness',
    ...ROOMS,
    'src/jobs',
    'src/platforms',
    'src/config',
    'src/context',
    'src/database',
    'src/lib',
  ],
  'src/metrics': ['src/http', ...ROOMS, 'src/jobs', 'src/platforms', 'src/context', 'src/lib'],
  'src/traces': ['src/http', ...ROOMS, 'src/platforms', 'src/config', 'src/context', 'src/lib'],
  'src/readiness': ['src/context', 'src/lib'],
  'src/http': ['src/schema', ...ROOMS, 'src/texts', 'src/context', 'src/lib'],
  'src/schema': [...ROOMS, 'src/texts', 'src/platforms', 'src/context', 'src/lib'],
  'src/workers': [...ROOMS, 'src/jobs', 'src/context', 'src/lib'],
  'src/domain/queries': [...roomsBelow('src/domain/queries'), ...BELOW_DOMAIN],
  'src/domain/notifications': [...roomsBelow('src/domain/notifications'), ...BELOW_DOMAIN],
  'src/domain/live': [...roomsBelow('src/domain/live'), ...BELOW_DOMAIN],
  'src/domain/upkeep': [...roomsBelow('src/domain/upkeep'), ...BELOW_DOMAIN],
  'src/domain/keys': [...roomsBelow('src/domain/keys'), ...BELOW_DOMAIN],
  'src/domain/hints': [...roomsBelow('src/domain/hints'), ...BELOW_DOMAIN],
  'src/domain/webhooks': [...roomsBelow('src/domain/webhooks'), ...BELOW_DOMAIN],
  'src/domain/insights': [...roomsBelow('src/domain/insights'), ...BELOW_DOMAIN],
  'src/domain/posts/actions': [...roomsBelow('src/domain/posts/actions'), ...BELOW_DOMAIN],
  'src/domain/engine/run': [...roomsBelow('src/domain/engine/run'), ...BELOW_DOMAIN],
  'src/domain/engine/journal': [...roomsBelow('src/domain/engine/journal'), ...BELOW_DOMAIN],
  'src/domain/engine/schedule': [...roomsBelow('src/domain/engine/schedule'), ...BELOW_DOMAIN],
  'src/domain/posts': [...roomsBelow('src/domain/posts'), ...BELOW_DOMAIN],
  'src/domain/media': [...roomsBelow('src/domain/media'), ...BELOW_DOMAIN],
  'src/domain/accounts': [...roomsBelow('src/domain/accounts'), ...BELOW_DOMAIN],
  'src/domain/platform-state': [...roomsBelow('src/domain/platform-state'), ...BELOW_DOMAIN],
  'src/domain/targets': [...roomsBelow('src/domain/targets'), ...BELOW_DOMAIN],
  'src/domain/audit': [...roomsBelow('src/domain/audit'), ...BELOW_DOMAIN],
  'src/domain/events': [...roomsBelow('src/domain/events'), ...BELOW_DOMAIN],
  'src/domain': BELOW_DOMAIN,
  'src/texts': ['src/platforms', 'src/lib'],
  'src/context': ['src/jobs', 'src/platforms', 'src/config', 'src/lib'],
  'src/jobs': ['src/lib'],
  'src/config': ['src/platforms', 'src/lib'],
  'src/platforms': ['src/lib'],
  'src/lib': [],
  sandbox: [],
} as const satisfies Record<string, readonly string[]>;

type Floor = keyof typeof MAY_IMPORT;

const floorOf = (file: string): Floor | undefined =>
  (Object.keys(MAY_IMPORT) as Floor[])
    .sort((a, b) => b.length - a.length)
    .find((floor) => file === `${floor}.ts` || file.startsWith(`${floor}/`));

const sources = [...files('src'), ...files('sandbox')].filter((file) => !file.startsWith('src/lib/prisma/'));

function files(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

function importsOf(file: string): string[] {
  return [...textOf(file).matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map(([, specifier]) =>
    relative(ROOT, join(ROOT, dirname(file), specifier ?? '')),
  );
}

describe('the import law', () => {
  it('knows the floor of every file', () => {
    expect(sources.filter((file) => floorOf(file) === undefined)).toEqual([]);
  });

  it('lets imports go downwards only', () => {
    const broken = sources.flatMap((file) => {
      const floor = floorOf(file);
      return importsOf(file)
        .filter((imported) => {
          const target = floorOf(imported);
          return target !== floor && !(MAY_IMPORT[floor as Floor] as readonly string[]).includes(target ?? imported);
        })
        .map((imported) => `${file} → ${imported}`);
    });
    expect(broken).toEqual([]);
  });

  it('has no loops between files', () => {
    const loops: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]) => {
      if (path.includes(file)) loops.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (path.includes(file) || done.has(file)) return;
      // Types too: two files that describe each other are one thing in two places.
      for (const imported of importsOf(file)) if (sources.includes(imported)) visit(imported, [...path, file]);
      done.add(file);
    };
    for (const file of sources) visit(file, []);
    expect(loops).toEqual([]);
  });
});

describe('what only one place may do', () => {
  const using = (pattern: RegExp, allowed: readonly string[]) =>
    sources.filter(
      (file) =>
        file.startsWith('src/') &&
        pattern.test(textOf(file)) &&
        !allowed.some((place) => file === place || (place.endsWith('/') && file.startsWith(place))),
    );

  it('reads the environment in config.ts', () => {
    expect(using(/process\.env/, ['src/config.ts'])).toEqual([]);
  });

  it('writes targets in domain/targets', () => {
    const statement =
      /\b(UPDATE|INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO)\s+(ONLY\s+)?"?post_target\b|\bpostTarget\.(create|update|upsert|delete)/i;
    expect(using(statement, ['src/domain/targets/'])).toEqual([]);
  });

  it('announces after the commit, outside of any statement that writes', () => {
    expect(using(/\bpg_notify\b|\bNOTIFY\s+slipway/, ['src/lib/db.ts'])).toEqual([]);
  });

  it('calls platforms through platforms/request.ts', () => {
    expect(
      using(/\bfetch\(|\brequest\(|\.dispatch\(/, [
        'src/platforms/request.ts',
        'src/platforms/wire.ts',
        'src/lib/guarded-fetch.ts',
        'src/demo.ts',
      ]).filter((file) => !/\.request\(/.test(textOf(file))),
    ).toEqual([]);
  });

  it('writes only in the domain: no statement that changes rows in schema, http or platforms', () => {
    const writes =
      /\b(INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM)\b|\.(create|update|upsert|delete)(Many)?\(\{|\$transaction|\.tx\(/;
    expect(sources.filter((file) => /^src\/(schema|http|platforms)/.test(file) && writes.test(textOf(file)))).toEqual(
      [],
    );
  });

  it('touches no database, configuration or job in platforms', () => {
    expect(
      sources.filter(
        (file) =>
          file.startsWith('src/platforms/') && /lib\/(db|storage|crypto|listener)|pg-boss|'pg'/.test(textOf(file)),
      ),
    ).toEqual([]);
  });

  it('names a vendor in platforms: everything else asks the registry', () => {
    const words = Object.values(PLATFORMS).flatMap(({ id, displayName, names, setup }) => [
      id,
      displayName,
      ...Object.values(names),
      ...[setup.clientId, setup.clientSecret, ...Object.values(setup.origins)].map(({ variable }) => variable),
      ...Object.values(setup.origins).map(({ host }) => new URL(host).host),
    ]);
    // Words of one letter are looked for only where they can be nothing else: in quotes, as a property, before a variable.
    const long = [...new Set(words.filter((word) => word.length > 1)), 'twitter', 'google'].join('|');
    const patterns = [new RegExp(long.replaceAll('.', '\\.'), 'i'), /['"`]X['"`]|\.X\b|\bX_[A-Z]/];
    const naming = sources
      .filter((file) => file.startsWith('src/') && !file.startsWith('src/platforms/'))
      .filter((file) => patterns.some((pattern) => pattern.test(withoutComments(textOf(file)))));
    // The generated client (`src/lib/prisma`, which `sources` leaves out) holds the enum `Platform`: it is the type of a
    // column, and Postgres has to know its values. Nothing else needs an exception.
    expect(naming).toEqual([]);
  });
});

describe('a folder of a platform', () => {
  it('knows the kit and no other platform, and the kit knows none', () => {
    const folders = PLATFORM_IDS.map((id) => `src/platforms/${id.toLowerCase()}`);
    const strange = sources
      .filter((file) => /^src\/platforms\/[a-z]+\//.test(file))
      .flatMap((file) =>
        importsOf(file)
          .filter((imported) => folders.includes(dirname(imported)) && dirname(imported) !== dirname(file))
          .map((imported) => `${file} → ${imported}`),
      );
    expect(strange).toEqual([]);
  });

  /** Which file does which job, by the part of `Platform` that it makes: the same in every folder. */
  const JOBS = {
    setup: 'setup',
    texts: 'texts',
    options: 'options',
    optionTexts: 'options',
    formats: 'formats',
    quotas: 'quotas',
    oauth: 'oauth',
    validate: 'validate',
    publish: 'publish',
    extras: 'extras',
    receiptOf: 'find',
    probe: 'probe',
    webhook: 'webhook',
    outcomeOf: 'failures',
  } as const satisfies Partial<Record<keyof Platform, string>>;
  /** Read by the files above, not by `index`. */
  const WITHOUT_PART = ['api', 'failures'];

  it.each(Object.values(PLATFORMS))('of $id has a file for every job, under the same name', (platform) => {
    const folder = `src/platforms/${platform.id.toLowerCase()}`;
    const index = textOf(`${folder}/index.ts`);
    const misplaced = Object.entries(JOBS).filter(([part, file]) => {
      const has = part in platform && !new RegExp(`\\b${part}: \\[\\]`).test(index);
      return has && !new RegExp(`import \\{[^}]*\\b${part}\\b[^}]*\\} from '\\./${file}\\.ts'`).test(index);
    });
    expect(misplaced).toEqual([]);
    expect(sources).toEqual(expect.arrayContaining(WITHOUT_PART.map((file) => `${folder}/${file}.ts`)));
  });
});

/** Comments may say which vendor a measured reason comes from. */
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;{(,])\/\/.*$/gm, '$1');
