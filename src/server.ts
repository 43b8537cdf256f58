/** The server as a process: configuration → Postgres → sandbox → app → signal → everything down again, in reverse. */
import { join } from 'node:path';
import { type App, createApp } from './app.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { type Demo, prepareDemo } from './demo.ts';
import { PortInUseError } from './http.ts';
import { DataDirInUseError, startEmbeddedPostgres } from './lib/embedded-postgres.ts';
import { createFailpoint } from './lib/failpoint.ts';
import { createLogger } from './lib/log.ts';
import { type SandboxProcess, startSandboxProcess } from './sandbox-process.ts';
import { toGlobalId } from './schema/ids.ts';

/** How long an orderly end may take before the process just ends; everything that matters is journaled by then. */
const SHUTDOWN_MS = 9_500;

async function start(config: Config, stack: AsyncDisposableStack): Promise<App> {
  const log = createLogger({ level: config.logLevel });
  let databaseUrl = config.secrets.databaseUrl;
  if (databaseUrl === null) {
    const postgres = stack.use(
      await startEmbeddedPostgres({
        dataDir: join(config.dataDir, 'postgres'),
        onIncident: (message, error) => log.warn({ err: error }, message),
      }),
    );
    databaseUrl = postgres.url;
  }
  const sandbox = await sandboxFor(config, stack);
  let demo: Demo | null = null;
  const wantsDemo = sandbox !== null && config.role !== 'worker' && config.env !== 'test';
  const app = stack.use(
    await createApp(config, {
      databaseUrl,
      sandboxOrigin: sandbox?.origin ?? null,
      failpoint: createFailpoint(config.failpoint),
      beforeListening: async (ctx) => {
        if (wantsDemo) demo = await prepareDemo(ctx);
      },
    }),
  );
  announce(app, sandbox, demo);
  return app;
}

/** `auto`: in development, for the platforms that have no credentials. Never in production unless asked for. */
async function sandboxFor(config: Config, stack: AsyncDisposableStack): Promise<Pick<SandboxProcess, 'origin'> | null> {
  const { mode, url } = config.sandbox;
  const lacking = Object.values(config.platforms).some((platform) => platform.credentials === null);
  if (mode === 'off' || (mode === 'auto' && (config.env === 'production' || !lacking))) return null;
  if (url !== null) return { origin: url };
  return stack.use(await startSandboxProcess());
}

function announce(app: App, sandbox: Pick<SandboxProcess, 'origin'> | null, demo: Demo | null): void {
  const lines = ['', 'Slipway is running.', '', `  GraphiQL   ${app.origin}/graphql`];
  if (sandbox !== null) lines.push(`  Sandbox    ${sandbox.origin}  (what the four platforms show)`);
  if (demo !== null)
    lines.push(
      `  API key    ${demo.apiKey}`,
      '',
      ...example(demo),
      '',
      'Or let `npm run demo` post a video to all four platforms.',
    );
  process.stdout.write(`${lines.join('\n')}\n\n`);
}

/** To be pasted into GraphiQL as it is. */
function example(demo: Demo): string[] {
  const x = demo.accounts.find(({ platform }) => platform === 'X');
  if (x === undefined) return [];
  const brandId = toGlobalId('Brand', demo.brandId);
  return [
    'Headers:',
    `  { "Authorization": "Bearer ${demo.apiKey}" }`,
    '',
    'Watch (in one tab):',
    `  subscription { publishStatusChanged(brandId: "${brandId}") { at platform targetStatus status phase message permalink } }`,
    '',
    'Publish (in another):',
    '  mutation {',
    '    createScheduledPost(input: {',
    `      brandId: "${brandId}"`,
    '      content: { caption: "Hello from Slipway" }',
    `      targets: [{ socialAccountId: "${toGlobalId('SocialAccount', x.id)}", format: TEXT }]`,
    '      schedule: { mode: NOW }',
    '    }) { scheduledPost { id status } userErrors { code message path } }',
    '  }',
  ];
}

function fail(error: unknown): never {
  const expected =
    error instanceof ConfigError || error instanceof DataDirInUseError || error instanceof PortInUseError;
  process.stderr.write(
    `${expected ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
}

const stack = new AsyncDisposableStack();
let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(0), SHUTDOWN_MS).unref();
  stack.disposeAsync().then(() => process.exit(0), fail);
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

start(loadConfigOrFail(), stack).catch(async (error: unknown) => {
  await stack.disposeAsync();
  fail(error);
});

function loadConfigOrFail(): Config {
  try {
    return loadConfig();
  } catch (error) {
    return fail(error);
  }
}
