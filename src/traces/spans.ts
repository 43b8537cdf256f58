/** The spans: what each is called and what it tells. Ids and fixed words only; never a text, a token, an address or what a platform said. */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { accountChecked, accountRenewed, stepRun, targetRun, traceAsked } from '../domain/feeds.ts';
import { Sleep } from '../domain/sleep.ts';
import { operationRun } from '../http/traffic.ts';
import type { Stretch } from '../lib/stretch.ts';
import { calls, type ObservedCall } from '../platforms/calls.ts';
import { PlatformFailure } from '../platforms/failure.ts';

type Outcome<Result> = { result: Result } | { error: unknown };

interface Beginning {
  name: string;
  kind?: SpanKind;
  attributes: Attributes;
  /** Default: the work in which this one begins. */
  parent?: Context;
}

/** Makes spans of everything that this process does, until the function that it returns is called. `pool`: that of the calls to platforms. */
export function traceWork(tracer: Tracer, pool: object): () => void {
  const storage = new AsyncLocalStorage<Context>();
  const here = (): Context => storage.getStore() ?? ROOT_CONTEXT;

  const follow = <Fact, Result>(
    stretch: Stretch<Fact, Result>,
    begin: (fact: Fact) => Beginning,
    end: (span: Span, outcome: Outcome<Result>) => void,
  ): (() => void) =>
    stretch.follow({
      storage,
      begin: (fact) => {
        const { name, kind = SpanKind.INTERNAL, attributes, parent = here() } = begin(fact);
        return trace.setSpan(parent, tracer.startSpan(name, { kind, attributes }, parent));
      },
      end: (context, outcome) => {
        const span = trace.getSpan(context);
        if (span === undefined) return;
        end(span, outcome);
        span.end();
      },
    });

  const stops = [
    follow(
      operationRun,
      ({ type, field, requestId, traceparent }) => ({
        name: `${type} ${field}`,
        kind: SpanKind.SERVER,
        parent: contextOf(traceparent),
        attributes: { 'graphql.operation.type': type, 'slipway.graphql.field': field, 'slipway.request.id': requestId },
      }),
      (span, outcome) => {
        if ('error' in outcome) return failed(span, 'INTERNAL');
        const [error] = ('errors' in outcome.result && outcome.result.errors) || [];
        if (error !== undefined) failed(span, String(error.extensions.code ?? 'INTERNAL'));
      },
    ),
    follow(
      targetRun,
      ({ target: { id, postId, socialAccountId, platform, format, attempt, traceparent } }) => ({
        name: `publish ${platform}`,
        kind: SpanKind.CONSUMER,
        parent: contextOf(traceparent),
        attributes: {
          'messaging.system': 'pg-boss',
          'messaging.destination.name': 'publish',
          'messaging.operation.name': 'process',
          'messaging.operation.type': 'process',
          'slipway.platform': platform,
          'slipway.format': format,
          'slipway.target.id': id,
          'slipway.post.id': postId,
          'slipway.account.id': socialAccountId,
          'slipway.attempt': attempt,
        },
      }),
      (span, outcome) => {
        if ('error' in outcome) return failed(span, 'INTERNAL');
        span.setAttribute('slipway.run.end', outcome.result.how);
        if (outcome.result.code !== null) failed(span, outcome.result.code);
      },
    ),
    follow(
      stepRun,
      ({ platform, step, kind }) => ({
        name: step,
        attributes: { 'slipway.platform': platform, 'slipway.step': step, 'slipway.step.kind': kind },
      }),
      thrown,
    ),
    follow(
      accountRenewed,
      ({ platform, socialAccountId }) => ({
        name: `renew ${platform}`,
        attributes: { 'slipway.platform': platform, 'slipway.account.id': socialAccountId },
      }),
      thrown,
    ),
    follow(
      accountChecked,
      ({ socialAccountId }) => ({ name: 'check account', attributes: { 'slipway.account.id': socialAccountId } }),
      (span, outcome) => {
        if ('error' in outcome) return thrown(span, outcome);
        span.setAttribute('slipway.check.result', outcome.result.kind);
        if (outcome.result.kind === 'FAILED') failed(span, outcome.result.failure.code);
      },
    ),
    calls.listen((call) => {
      if (call.pool === pool) traceCall(tracer, here(), call);
    }),
    traceAsked.listen((asked) => {
      const span = trace.getSpanContext(here());
      if (span !== undefined)
        asked.traceparent = `00-${span.traceId}-${span.spanId}-0${span.traceFlags & TraceFlags.SAMPLED}`;
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** A call is told of when it is over; it carries no headers of traces, which are nobody's business outside. */
function traceCall(tracer: Tracer, parent: Context, call: ObservedCall): void {
  const { platform, host, operation, method, server, at, durationMs, outcome, status, accountId } = call;
  const attributes = {
    'slipway.platform': platform,
    'slipway.platform.host': host,
    'slipway.platform.operation': operation,
    'slipway.call.outcome': outcome,
    'http.request.method': method,
    'server.address': server,
    ...(status === null ? {} : { 'http.response.status_code': status }),
    ...(accountId === null ? {} : { 'slipway.account.id': accountId }),
  };
  const options = { kind: SpanKind.CLIENT, attributes, startTime: at };
  const span = tracer.startSpan(`${platform} ${operation}`, options, parent);
  if (outcome !== 'ok') failed(span, outcome);
  span.end(new Date(at.getTime() + durationMs));
}

/** To sleep is no failure. */
function thrown(span: Span, outcome: Outcome<unknown>): void {
  if (!('error' in outcome)) return;
  const { error } = outcome;
  if (error instanceof Sleep) span.setAttribute('slipway.asleep', true);
  else failed(span, error instanceof PlatformFailure ? error.code : 'INTERNAL');
}

function failed(span: Span, code: string): void {
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** That of a span in another process, or long ago. Whatever is no `traceparent` is none. */
function contextOf(traceparent: string | null): Context {
  const parsed = traceparent === null ? null : parseTraceParent(traceparent);
  return parsed === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parsed, isRemote: true });
}
