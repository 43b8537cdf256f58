/** A receiver of traces: listens as a collector does, and reads the bytes of OTLP by the numbers of its published fields. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  /** Null for the first of its trace. */
  parentSpanId: string | null;
  name: string;
  kind: 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER' | 'UNSPECIFIED';
  attributes: Readonly<Record<string, string | number | boolean>>;
  isError: boolean;
  startedAt: bigint;
  endedAt: bigint;
}

export interface Collector extends AsyncDisposable {
  readonly endpoint: string;
  /** In the order in which they came. */
  readonly spans: readonly ReceivedSpan[];
  readonly resource: Readonly<Record<string, string | number | boolean>>;
  /** Everything that came, as it came. */
  readonly bytes: Buffer;
  readonly requests: readonly { path: string; headers: IncomingHttpHeaders }[];
  /** Forgets all that came. */
  clear(): void;
}

export async function startCollector(): Promise<Collector> {
  let spans: ReceivedSpan[] = [];
  let bodies: Buffer[] = [];
  let requests: { path: string; headers: IncomingHttpHeaders }[] = [];
  let resource: ReceivedSpan['attributes'] = {};
  const server = createServer(async (req, res) => {
    const body = await buffer(req);
    bodies.push(body);
    requests.push({ path: req.url ?? '', headers: req.headers });
    for (const group of many(body, 1)) {
      resource = attributesIn(one(group, 1) ?? Buffer.of(), 1);
      for (const scope of many(group, 2)) spans.push(...many(scope, 2).map(spanOf));
    }
    res.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get spans() {
      return spans;
    },
    get resource() {
      return resource;
    },
    get bytes() {
      return Buffer.concat(bodies);
    },
    get requests() {
      return requests;
    },
    clear: () => {
      spans = [];
      bodies = [];
      requests = [];
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;
const STATUS_ERROR = 2n;

function spanOf(span: Buffer): ReceivedSpan {
  const parent = one(span, 4)?.toString('hex') ?? '';
  const fields = fieldsOf(span);
  return {
    traceId: one(span, 1)?.toString('hex') ?? '',
    spanId: one(span, 2)?.toString('hex') ?? '',
    parentSpanId: parent === '' ? null : parent,
    name: one(span, 5)?.toString() ?? '',
    kind: KINDS[Number(number(fields, 6))] ?? 'UNSPECIFIED',
    attributes: attributesIn(span, 9),
    isError: number(fieldsOf(one(span, 15) ?? Buffer.of()), 3) === STATUS_ERROR,
    startedAt: number(fields, 7),
    endedAt: number(fields, 8),
  };
}

function attributesIn(message: Buffer, field: number): ReceivedSpan['attributes'] {
  return Object.fromEntries(
    many(message, field).map((pair) => [one(pair, 1)?.toString() ?? '', anyValue(one(pair, 2) ?? Buffer.of())]),
  );
}

function anyValue(value: Buffer): string | number | boolean {
  const [field] = fieldsOf(value);
  if (field === undefined) return '';
  if (field.bytes !== null) return field.bytes.toString();
  if (field.id === 4) return Buffer.from(new BigUint64Array([field.number]).buffer).readDoubleLE();
  return field.id === 2 ? field.number === 1n : Number(field.number);
}

/* ---- the wire format of protobuf ---- */

interface Field {
  id: number;
  number: bigint;
  /** Null for numbers. */
  bytes: Buffer | null;
}

const many = (message: Buffer, id: number): Buffer[] =>
  fieldsOf(message).flatMap((field) => (field.id === id && field.bytes !== null ? [field.bytes] : []));
const one = (message: Buffer, id: number): Buffer | undefined => many(message, id)[0];
const number = (fields: readonly Field[], id: number): bigint => fields.find((field) => field.id === id)?.number ?? 0n;

function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at++);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const id = Number(tag >> 3n);
    const type = Number(tag & 7n);
    if (type === 0) fields.push({ id, number: varint(), bytes: null });
    else if (type === 2) {
      const length = Number(varint());
      fields.push({ id, number: 0n, bytes: message.subarray(at, at + length) });
      at += length;
    } else if (type === 1 || type === 5) {
      const bits = type === 1 ? message.readBigUInt64LE(at) : BigInt(message.readUInt32LE(at));
      fields.push({ id, number: bits, bytes: null });
      at += type === 1 ? 8 : 4;
    } else throw new Error(`a field of the unknown type ${type}`);
  }
  return fields;
}
