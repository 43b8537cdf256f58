/** Amounts of money: whole millionths of a currency inside, decimals outside. */

export const MICRO_DIGITS = 6;

/** `0.015` → 15000. */
export function microsOf(amount: string): number {
  const [whole = '0', fraction = ''] = amount.split('.');
  return Number(whole) * 10 ** MICRO_DIGITS + Number(fraction.padEnd(MICRO_DIGITS, '0'));
}

/** 15000 → `0.015`, 200000 → `0.20`: at least as many decimals as the currency has, and no more than needed beyond. */
export function decimalOf(micros: number, currency: string): string {
  const [whole = '0', fraction = ''] = (Math.abs(micros) / 10 ** MICRO_DIGITS).toFixed(MICRO_DIGITS).split('.');
  const digits = minorDigits(currency);
  const kept = fraction.replace(/0+$/, '').padEnd(digits, '0');
  return `${micros < 0 ? '-' : ''}${whole}${kept === '' ? '' : `.${kept}`}`;
}

/** For people: `0.20 USD`. */
export const moneyText = (micros: number, currency: string): string => `${decimalOf(micros, currency)} ${currency}`;

/** How many decimals the smallest coin of a currency has: 2 for the dollar, 0 for the yen. */
export const minorDigits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

export const microsOfMinor = (minor: number, currency: string): number =>
  minor * 10 ** (MICRO_DIGITS - minorDigits(currency));
export const minorOfMicros = (micros: number, currency: string): number =>
  Math.round(micros / 10 ** (MICRO_DIGITS - minorDigits(currency)));

/** The calendar month in UTC, which is how platforms bill: `2026-12`. */
export const monthOf = (at: Date): string => at.toISOString().slice(0, 7);
export const nextMonthAt = (at: Date): Date => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
