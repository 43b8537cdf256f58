/** The files for operators: rules that Prometheus takes and that fire when they should, and a dashboard of metrics that exist. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { METRICS } from '../../src/metrics/table.ts';
import { startTestApp } from '../support/app.ts';
import { METRICS_SECRET, typesIn } from '../support/metrics.ts';
import { needsTool } from '../support/tools.ts';
import { ALERT_CASES } from './alert-cases.ts';

const DOCS = join(import.meta.dirname, '../../docs/operations');
const ALERTS = join(DOCS, 'alerts.yml');
const rules = z
  .object({
    groups: z.array(
      z.object({
        rules: z.array(z.object({ alert: z.string(), expr: z.string(), labels: z.object({ severity: z.string() }) })),
      }),
    ),
  })
  .parse(parse(readFileSync(ALERTS, 'utf8')))
  .groups.flatMap((group) => group.rules);
const panels = z
  .object({
    panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).default([]) })),
  })
  .parse(JSON.parse(readFileSync(join(DOCS, 'dashboard.json'), 'utf8'))).panels;

const folder = mkdtempSync(join(tmpdir(), 'slipway-alerts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function promtool(...args: string[]) {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}

describe('the alert rules', () => {
  it('are rules that Prometheus takes', (context) => {
    needsTool(context, 'promtool');
    const { status, said } = promtool('check', 'rules', '--lint=all', '--lint-fatal', ALERTS);
    expect(said).toContain(`${rules.length} rules found`);
    expect(status).toBe(0);
  });

  it('have each a case in which they fire, and one in which they do not', () => {
    expect(Object.keys(ALERT_CASES).sort()).toEqual(rules.map(({ alert }) => alert).sort());
  });

  it('fire when they should, and at nothing that only looks like it', (context) => {
    needsTool(context, 'promtool');
    const tests = rules.flatMap(({ alert, labels: { severity } }) => {
      const one = ALERT_CASES[alert];
      if (one === undefined) return [];
      const told = Object.entries({ ...one.labels, severity, alertname: alert, alertstate: 'firing' });
      const labels = `ALERTS{${told.map(([label, text]) => `${label}="${text}"`).join(', ')}}`;
      const test = (name: string, seen: Readonly<Record<string, string>>, expected: object[]) => ({
        name: `${alert} ${name}`,
        interval: '1m',
        input_series: Object.entries(seen).map(([series, values]) => ({ series, values })),
        promql_expr_test: [
          { expr: `ALERTS{alertname="${alert}", alertstate="firing"}`, eval_time: one.at, exp_samples: expected },
        ],
      });
      return [test('fires', one.fires, [{ labels, value: 1 }]), test('keeps quiet', one.quiet, [])];
    });
    const file = join(folder, 'alerts.test.yml');
    writeFileSync(file, stringify({ rule_files: [ALERTS], evaluation_interval: '30s', tests }));
    const { status, said } = promtool('test', 'rules', file);
    expect([status, said]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});

describe('a metric that a rule or a panel names', () => {
  let types: Map<string, string>;
  beforeAll(async () => {
    await using app = await startTestApp({ env: { METRICS_SECRET } });
    types = await typesIn(app.origin);
  });
  const named = [
    ...rules.map(({ alert, expr }) => ({ where: alert, expr })),
    ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: title, expr }))),
  ];
  const SUFFIX = /_(bucket|count|sum)$/;

  it.each(named)('exists, and has the labels that are asked for: $where', ({ expr }) => {
    const names = [...expr.matchAll(/\b(?:slipway|nodejs|process)_\w+/g)].map(([name]) => name);
    expect(names).not.toEqual([]);
    for (const name of names) {
      const type = types.get(name) ?? (types.get(name.replace(SUFFIX, '')) === 'histogram' ? 'histogram' : undefined);
      expect([name, type]).toEqual([name, expect.stringMatching(/counter|gauge|histogram/)]);
    }
    const known = new Set<string>(['instance', 'le', ...names.flatMap((name) => labelsOf(name.replace(SUFFIX, '')))]);
    const asked = [
      ...[...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, inside = '']) =>
        [...inside.matchAll(/(\w+)\s*(?:=~|!=|!~|=)/g)].map(([, label]) => label),
      ),
      ...[...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, inside = '']) => inside.split(/,\s*/)),
    ];
    expect(asked.filter((label) => label !== undefined && !known.has(label))).toEqual([]);
  });
});

const labelsOf = (name: string): readonly string[] =>
  Object.entries(METRICS).find(([known]) => known === name)?.[1].labels ?? [];
