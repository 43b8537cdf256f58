/**
 * A connection pooler in transaction mode, as far as a client can tell: it knows few startup parameters, and after each
 * transaction the session goes to whoever asks next, with all that was set, prepared and locked in it.
 */
import { type AddressInfo, createServer, Socket } from 'node:net';
import pg from 'pg';

export interface Pooler extends AsyncDisposable {
  url: string;
  /** All that was asked through it, as it was on the wire. */
  readonly asked: readonly string[];
}

/** Those of pgbouncer that are not told to it as to be ignored. */
const PARAMETERS = ['user', 'database', 'application_name', 'client_encoding', 'datestyle', 'timezone'];
const SSL_REQUEST = 80_877_103;
const TERMINATE = Buffer.from('X\0\0\0\x04');
/** "Ready for the next query, in no transaction." */
const READY_AND_IDLE = Buffer.from('Z\0\0\0\x05I');

interface Client {
  socket: Socket;
  session: Session | null;
  /** What it asked while it had no session. */
  unsent: Buffer;
}

interface Session {
  socket: Socket;
  client: Client | null;
}

export async function startPooler(databaseUrl: string, size = 4): Promise<Pooler> {
  await using stack = new AsyncDisposableStack();
  const asked: string[] = [];
  const idle: Session[] = [];
  const waiting: Client[] = [];

  const serve = () => {
    while (idle.length > 0 && waiting.length > 0) {
      const [session, client] = [idle.pop(), waiting.shift()];
      if (session === undefined || client === undefined) return;
      session.client = client;
      client.session = session;
      session.socket.write(client.unsent);
      client.unsent = Buffer.alloc(0);
    }
  };

  const openSession = async () => {
    const socket = stack.adopt(new Socket(), (opened) => void opened.destroy());
    // The driver authenticates; from then on the bytes are the clients'.
    const driver = new pg.Client({ connectionString: databaseUrl, stream: () => socket });
    driver.on('error', () => undefined);
    await driver.connect();
    socket.removeAllListeners('data');
    const session: Session = { socket, client: null };
    let tail = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      const { client } = session;
      client?.socket.write(bytes);
      tail = Buffer.concat([tail, bytes]).subarray(-READY_AND_IDLE.length);
      if (client === null || !tail.equals(READY_AND_IDLE)) return;
      client.session = null;
      session.client = null;
      idle.push(session);
      serve();
    });
    socket.on('close', () => session.client?.socket.destroy());
    idle.push(session);
  };
  for (let nth = 0; nth < size; nth++) await openSession();

  const listen = (client: Client) => {
    client.socket.on('data', (bytes) => {
      if (bytes.equals(TERMINATE)) return client.socket.end();
      asked.push(bytes.toString('latin1'));
      if (client.session !== null) return client.session.socket.write(bytes);
      client.unsent = Buffer.concat([client.unsent, bytes]);
      if (!waiting.includes(client)) waiting.push(client);
      serve();
    });
    client.socket.on('close', () => {
      if (waiting.includes(client)) waiting.splice(waiting.indexOf(client), 1);
      // Left in the middle of a transaction: nobody else may have that session.
      client.session?.socket.destroy();
    });
  };
  const clients = new Set<Socket>();
  const server = createServer((socket) => {
    clients.add(socket);
    socket.on('close', () => clients.delete(socket));
    socket.on('error', () => socket.destroy());
    const greet = (bytes: Buffer) => {
      if (bytes.readUInt32BE(4) === SSL_REQUEST) return socket.write('N');
      const words = bytes.subarray(8).toString().split('\0');
      const refused = words.find((word, at) => at % 2 === 0 && word !== '' && !PARAMETERS.includes(word));
      if (refused !== undefined) {
        const fields = `SFATAL\0C08P01\0Munsupported startup parameter: ${refused}\0\0`;
        return socket.end(message('E', Buffer.from(fields)));
      }
      socket.off('data', greet);
      listen({ socket, session: null, unsent: Buffer.alloc(0) });
      socket.write(Buffer.concat([message('R', Buffer.alloc(4)), message('K', Buffer.alloc(8)), READY_AND_IDLE]));
    };
    socket.on('data', greet);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stack.defer(() => {
    server.close();
    for (const socket of clients) socket.destroy();
  });
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const owned = stack.move();
  return { url: url.href, asked, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5, type);
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
