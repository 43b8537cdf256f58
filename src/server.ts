/** The server process: configuration → Postgres → sandbox → app → signal → everything closed in reverse order. */
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type App, createApp } from './app.ts';
import { type Config, loadConfig, secretValues } from './config.ts';
import { connectDemo, type Demo, type DemoAccount, openDemo } from './demo.ts';
import { startEmbeddedPostgres } from './lib/embedded-postgres.ts';
import { createFailpoint } from './lib/failpoint.ts';
import { createLogger, type Logger } from './lib/log.ts';
import { StartError } from './lib/start-error.ts';
import { type SandboxProcess, startSandboxProcess } from './sandbox-process.ts';
import { toGlobalId } from './schema/ids.ts';

/**
 * How long an orderly shutdown may take, after its grace, before the process just ends; everything that matters is
 * journaled by then.
 */
const SHUTDOWN_MS = 9_500;
/** Far longer than the demo accounts take to be connected. What is said at the start names one of them, if there is one by then. */
const DEMO_MS = 10_000;

async function start(config: Config, log: Logger, stack: AsyncDisposableStack): Promise<void> {
  await claimFolder(config.dataDir);
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
  const serves = config.role !== 'worker';
  let demo: Demo | null = null;
  const app = stack.use(
    await createApp(config, {
      databaseUrl,
      log,
      sandboxOrigin: sandbox?.origin ?? null,
      failpoint: createFailpoint(config.failpoint),
      beforeListening: async (ctx) => {
        if (serves && sandbox !== null && config.env !== 'test') demo = await openDemo(ctx);
      },
    }),
  );
  const shown = demo === null ? null : await demoAccounts(app, demo, config.sandbox.url === null);
  const [title, lines] = serves
    ? ['Slipway is running.', banner(app, config, { sandbox, demo: shown })]
    : ['Slipway is running as a worker.', [`  Health     ${app.origin}/health/ready`]];
  process.stdout.write(`\n${title}\n\n${lines.join('\n')}\n\n`);
  // Otherwise written at the end, which a process that is killed does not come to.
  flushCompileCache();
}

async function claimFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`The folder in SLIPWAY_DATA_DIR cannot be used: ${reason}.`, { cause: error });
  }
}

/** `auto`: in development, for the platforms that have no credentials. Never in production unless asked for. */
async function sandboxFor(config: Config, stack: AsyncDisposableStack): Promise<Pick<SandboxProcess, 'origin'> | null> {
  const { mode, url } = config.sandbox;
  const lacking = Object.values(config.platforms).some((platform) => platform.credentials === null);
  if (mode === 'off' || (mode === 'auto' && (config.env === 'production' || !lacking))) return null;
  if (url !== null) return { origin: url };
  return stack.use(await startSandboxProcess());
}

interface ShownDemo extends Demo {
  /** Null: the sandbox has not answered yet. */
  accounts: readonly DemoAccount[] | null;
}

/** The server answers already. While the sandbox hangs, its accounts are waited for no longer than said. */
async function demoAccounts({ ctx }: App, demo: Demo, isSandboxNew: boolean): Promise<ShownDemo> {
  const connected = connectDemo(ctx, demo, { isSandboxNew });
  return { ...demo, accounts: await Promise.race([connected, delay(DEMO_MS, null, { ref: false })]) };
}

interface Started {
  sandbox: Pick<SandboxProcess, 'origin'> | null;
  demo: ShownDemo | null;
}

function banner(app: App, config: Config, { sandbox, demo }: Started): string[] {
  const lines = [`  GraphiQL   ${app.origin}/graphql`];
  if (sandbox !== null) lines.push(`  Sandbox    ${sandbox.origin}  (what the four platforms show)`);
  if (app.firstKey !== null) lines.push(`  API key    ${app.firstKey}  (it may do everything; shown this once)`);
  if (demo === null) return lines;
  // The operator who set the key knows it, and the output of a server is stored by others.
  const shown = config.secrets.bootstrapApiKey === null ? demo.apiKey : '<SLIPWAY_BOOTSTRAP_API_KEY>';
  return [
    ...lines,
    `  API key    ${shown}`,
    '',
    ...(demo.accounts === null
      ? ['The sandbox has not answered yet. Its accounts appear when it does; the log tells of those that it refuses.']
      : example(demo, demo.accounts, shown)),
    '',
    'Or let `npm run demo` post a video to all four platforms.',
  ];
}

/** An example to paste into GraphiQL. */
function example(demo: Demo, accounts: readonly DemoAccount[], apiKey: string): string[] {
  const account = accounts.find(({ takesText }) => takesText);
  if (account === undefined) return [];
  const brandId = toGlobalId('Brand', demo.brandId);
  return [
    'Headers:',
    `  { "Authorization": "Bearer ${apiKey}" }`,
    '',
    'Watch (in one tab of the browser):',
    `  subscription { publishStatusChanged(brandId: "${brandId}") { at platform targetStatus status phase message permalink } }`,
    '',
    'Publish (in another one):',
    '  mutation {',
    '    createScheduledPost(input: {',
    `      brandId: "${brandId}"`,
    '      content: { caption: "Hello from Slipway" }',
    `      targets: [{ socialAccountId: "${toGlobalId('SocialAccount', account.id)}", format: TEXT }]`,
    '      schedule: { mode: NOW }',
    '    }) { scheduledPost { id status } userErrors { code message path } }',
    '  }',
  ];
}

function fail(error: unknown): never {
  const told = error instanceof StartError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${told}\n`);
  process.exit(1);
}

const config = loadConfigOrFail();
const log = createLogger({ level: config.logLevel, secrets: secretValues(config) });
const stack = new AsyncDisposableStack();
let stopping = false;
const stop = (signal: string) => {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, 'stopping: what is being published is finished or handed over');
  setTimeout(() => process.exit(0), config.shutdownGraceMs + SHUTDOWN_MS).unref();
  stack.disposeAsync().then(() => process.exit(0), fail);
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

start(config, log, stack).catch(async (error: unknown) => {
  // Stopping during a start makes it fail; the shutdown then ends the process.
  if (stopping) return;
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
