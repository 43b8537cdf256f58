/** Metrics: their names, what each platform tells of them, and a figure with the reason why there is none. */
import { GAPS, type Gap } from '../domain/insights/gaps.ts';
import { mapRecord } from '../lib/record.ts';
import {
  type AbsentMetric,
  METRICS,
  type MetricKind,
  type MetricName,
  type MetricRule,
  type MetricValues,
} from '../platforms/platform.ts';
import { builder } from './builder.ts';
import { describedEnum } from './described-enum.ts';
import { FormatEnum, PlatformInfoType } from './platform.ts';

export const MetricEnum = describedEnum<MetricName>(
  'Metric',
  'What is counted. A name means about the same on all platforms; `MetricRule.meaning` says what one of them counts.',
  mapRecord(METRICS, ({ description }) => description),
);

const MetricUnitEnum = describedEnum<(typeof METRICS)[MetricName]['unit']>(
  'MetricUnit',
  'What a figure is a number of.',
  {
    COUNT: 'A count of people, things or times.',
    MILLISECONDS: 'A length of time in milliseconds.',
    PERCENT: 'A share, 0 to 100.',
  },
);

const MetricKindEnum = describedEnum<MetricKind>('MetricKind', 'What a figure is a figure of.', {
  LEVEL: 'Of an account, as it stood when it was read; under the day of the brand on which that was.',
  DAY: 'Of an account: what one day brought, by the days of the platform.',
  TOTAL: 'Of a post, since it was published.',
});

export const MetricGapEnum = describedEnum<Gap>(
  'MetricGap',
  'Why there is no figure. It is never zero because of that. More may be added.',
  GAPS,
);

export const MetricRuleType = builder.objectRef<MetricRule>('MetricRule').implement({
  description: 'A metric as one platform tells it.',
  fields: (t) => ({
    metric: t.expose('metric', { type: MetricEnum, description: 'Which metric.' }),
    kind: t.expose('kind', { type: MetricKindEnum, description: 'What its figures are figures of.' }),
    unit: t.field({
      type: MetricUnitEnum,
      description: 'What its figures are a number of.',
      resolve: ({ metric }) => METRICS[metric].unit,
    }),
    formats: t.field({
      type: [FormatEnum],
      nullable: true,
      description: 'Of a post: the formats that have it; null = all.',
      resolve: ({ formats }) => (formats === undefined ? null : [...formats]),
    }),
    meaning: t.exposeString('meaning', { description: 'What exactly the platform counts.' }),
    source: t.string({
      description: 'The call of the platform, and the field of its answer.',
      resolve: ({ source }) => `${source.call}: ${source.field}`,
    }),
    scope: t.exposeString('scope', { description: 'The grant without which it cannot be read.' }),
    delayHours: t.exposeInt('delayHours', {
      description: 'How long the platform may take until a figure is complete.',
    }),
  }),
});

const AbsentMetricType = builder.objectRef<AbsentMetric>('AbsentMetric').implement({
  description: 'A metric that people look for and that the platform does not tell.',
  fields: (t) => ({
    metric: t.expose('metric', { type: MetricEnum, description: 'Which metric.' }),
    isOfPosts: t.boolean({
      description: 'Of posts; else of accounts.',
      resolve: ({ of }) => of === 'POST',
    }),
    isRetired: t.boolean({
      description: 'The platform told it in earlier years; else it never did, to apps like this one.',
      resolve: ({ why }) => why === 'RETIRED',
    }),
    reason: t.exposeString('reason', { description: 'Why, in words.' }),
  }),
});

builder.objectFields(PlatformInfoType, (t) => ({
  metrics: t.field({
    type: [MetricRuleType],
    description: 'The figures that it tells of accounts and posts.',
    complexity: { field: 1, multiplier: 20 },
    resolve: ({ metrics }) => [...metrics.rules],
  }),
  absentMetrics: t.field({
    type: [AbsentMetricType],
    description: 'Figures that it does not tell, with the reason.',
    resolve: ({ metrics }) => [...metrics.absent],
  }),
}));

export interface Figure {
  metric: MetricName;
  value: number | null;
  gap: Gap | null;
}

export const MetricFigureType = builder.objectRef<Figure>('MetricFigure').implement({
  description: 'The figure of one metric.',
  fields: (t) => ({
    metric: t.expose('metric', { type: MetricEnum, description: 'Which metric.' }),
    unit: t.field({
      type: MetricUnitEnum,
      description: 'What it is a number of.',
      resolve: ({ metric }) => METRICS[metric].unit,
    }),
    value: t.exposeFloat('value', { nullable: true, description: 'The figure; null if there is none.' }),
    gap: t.expose('gap', {
      type: MetricGapEnum,
      nullable: true,
      description: 'Why there is none, or why it is not all of it.',
    }),
  }),
});

/** What was told of these metrics; `gap` is the reason for all that was not. */
export const figuresOf = (metrics: readonly MetricName[], values: MetricValues, gap: Gap): Figure[] =>
  metrics.map((metric) => {
    const value = values[metric];
    return value === undefined ? { metric, value: null, gap } : { metric, value, gap: null };
  });
