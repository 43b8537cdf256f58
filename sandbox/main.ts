/**
 * Process entry of the sandbox: `node sandbox/main.ts --port 4010 [--or-another] [--host 127.0.0.1] [--history FILE]
 * [--parameters tolerant|strict] [--with-parent]`. `SANDBOX_PARAMETERS` says the same as `--parameters`.
 */
import { parseArgs } from 'node:util';
import { PARAMETER_MODES } from './core.ts';
import { startSandbox } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4010' },
    /** Take any free port when that one is taken. */
    'or-another': { type: 'boolean', default: false },
    host: { type: 'string', default: '127.0.0.1' },
    history: { type: 'string' },
    parameters: { type: 'string', default: process.env.SANDBOX_PARAMETERS || 'tolerant' },
    'with-parent': { type: 'boolean', default: false },
  },
});

const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`--port ${values.port} is not a port number`);
  process.exit(2);
}

const parameters = PARAMETER_MODES.find((mode) => mode === values.parameters);
if (parameters === undefined) {
  console.error(`--parameters ${values.parameters} is none of ${PARAMETER_MODES.join(', ')}`);
  process.exit(2);
}

const { host, history: historyFile } = values;
const listen = (on: number) =>
  startSandbox({ port: on, host, parameters, ...(historyFile !== undefined && { historyFile }) });
const sandbox = await listen(port).catch((error: unknown) => {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
  if (values['or-another']) return listen(0);
  console.error(`Port ${port} is taken; name another one with --port.`);
  process.exit(1);
});
let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await sandbox[Symbol.asyncDispose]();
  process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
if (values['with-parent']) {
  // A parent that dies without a word closes the pipe (or the IPC channel); nobody must be left serving.
  process.once('disconnect', stop);
  process.stdin.once('end', stop).once('close', stop).resume();
}
// Last: whoever reads the address may already send the signal that ends this process.
console.log(JSON.stringify({ sandbox: sandbox.origin }));
