/** Sends what this process does as OpenTelemetry traces. Loaded only where an endpoint is configured. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { TraceConfig } from '../config.ts';
import type { AppContext } from '../context.ts';
import { VERSION } from '../lib/version.ts';
import { traceWork } from './spans.ts';

/** The last spans may be lost; the process must end in time. */
const LAST_EXPORT_MS = 2_000;
const COMPLAIN_EVERY_MS = 60_000;

/** A thousand posts of one instant make more spans at a time than the 2,048 that the SDK would hold. */
const MAX_QUEUE = 16_384;

/** Compression and further attributes take the standard variables, which the SDK reads by itself. */
export function startTraces(
  { log, dispatcher, config }: Pick<AppContext, 'log' | 'dispatcher' | 'config'>,
  traces: TraceConfig,
): AsyncDisposable {
  const complain = complainer(log);
  listenToTheSdk(complain);
  const resource = defaultResource()
    .merge(
      resourceFromAttributes({
        'service.version': VERSION,
        'service.instance.id': randomUUID(),
        'slipway.role': config.role,
      }),
    )
    .merge(detectResources({ detectors: [resourceAttributesEnvDetector] }))
    .merge(resourceFromAttributes({ 'service.name': traces.serviceName }));
  const exporter = new OTLPTraceExporter({
    url: traces.endpoint,
    headers: { ...config.secrets.traceHeaders },
    timeoutMillis: traces.timeoutMs,
  });
  const provider = new TracerProvider({
    resource,
    sampler: samplerOf(traces),
    spanProcessors: [
      new BatchSpanProcessor({ exporter, maxQueueSize: MAX_QUEUE, scheduledDelayMillis: traces.delayMs }),
    ],
  });
  const stop = traceWork(provider.getTracer('slipway', VERSION), dispatcher);
  return {
    [Symbol.asyncDispose]: async () => {
      stop();
      const last = provider.shutdown().catch((error: unknown) => complain(String(error)));
      await Promise.race([last, delay(LAST_EXPORT_MS, undefined, { ref: false })]);
    },
  };
}

function samplerOf({ sampler, ratio }: TraceConfig): Sampler {
  const whole = { always_on: new AlwaysOnSampler(), always_off: new AlwaysOffSampler() };
  const byRatio = new TraceIdRatioBasedSampler(ratio);
  const samplers = {
    ...whole,
    traceidratio: byRatio,
    parentbased_always_on: new ParentBasedSampler({ root: whole.always_on }),
    parentbased_always_off: new ParentBasedSampler({ root: whole.always_off }),
    parentbased_traceidratio: new ParentBasedSampler({ root: byRatio }),
  } satisfies Record<TraceConfig['sampler'], Sampler>;
  return samplers[sampler];
}

/** An endpoint that is away would be complained of every few seconds. */
function complainer(log: AppContext['log']): (message: string) => void {
  let complainedAt = Number.NEGATIVE_INFINITY;
  return (message) => {
    if (performance.now() - complainedAt < COMPLAIN_EVERY_MS) return;
    complainedAt = performance.now();
    log.warn({ reason: message }, 'traces cannot be sent');
  };
}

function listenToTheSdk(complain: (message: string) => void): void {
  const ignore = () => undefined;
  const logger = { error: complain, warn: complain, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}
