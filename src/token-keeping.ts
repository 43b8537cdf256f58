/** The keeper of tokens: builds what renewals need from what the server sends, with a single connection to the database. */
import {
  type KeeperAnswer,
  type KeeperNews,
  type KeeperSetup,
  type KeeperTask,
  keepTokens,
} from './domain/accounts/token-keeper.ts';
import { clockAt } from './lib/clock.ts';
import { createVault } from './lib/crypto.ts';
import { createDb } from './lib/db.ts';
import { serveKeeper } from './lib/keeper/inside.ts';
import { createLogger } from './lib/log.ts';
import { PLATFORMS } from './platforms/index.ts';
import { createDispatcher } from './platforms/wire.ts';

serveKeeper<KeeperSetup, KeeperTask, KeeperAnswer, KeeperNews>((setup, tell) => {
  const log = createLogger({ ...setup.log, destination: { write: (line) => tell({ kind: 'LOG', line }) } });
  const db = createDb(setup.database.url, {
    directUrl: setup.database.directUrl,
    max: 1,
    onError: (error) => log.warn({ err: error }, 'a database connection was lost'),
    // Announced by the server. One that is gone announces nothing, and everybody reads the stream without that as well.
    carry: (announcement) => {
      tell({ kind: 'ANNOUNCEMENT', announcement });
      return true;
    },
  });
  const dispatcher = createDispatcher();
  const base = {
    db,
    log,
    dispatcher,
    vault: createVault(setup.keys),
    platforms: new Map(setup.platforms.map(({ id, ...rest }) => [id, { ...rest, platform: PLATFORMS[id] }])),
  };
  const contextFor = (clockAheadMs: number) => ({ ...base, clock: clockAt(() => Date.now() + clockAheadMs) });
  return {
    ...keepTokens(contextFor, tell),
    [Symbol.asyncDispose]: async () => {
      await dispatcher.destroy();
      await db[Symbol.asyncDispose]();
    },
  };
});
