/** `npm run key`: prints a new API key. It works once a server has been started with it as SLIPWAY_BOOTSTRAP_API_KEY. */
import { generateApiKey } from '../lib/crypto.ts';

process.stdout.write(`${generateApiKey().key}\n`);
