/** Process entry of the keeper of tokens, which a server starts (`domain/accounts/token-keeper.ts`): finishes renewals whatever happens to the server. */
import { enableCompileCache } from 'node:module';

enableCompileCache(process.argv[2]);
await import('./token-keeping.ts');
