/** What the control API says of figures: the numbers that vendors tell of accounts and posts instead of those that grow by themselves. */

/** By the name of the vendor's field; `null` = the vendor does not tell it. */
export type SetFigures = Readonly<Record<string, number | null>>;

export interface Figures {
  /** `natural` as the vendor tells it: figures that were set replace what is there. A string stays a string. */
  told<Natural extends Record<string, unknown>>(platform: string, id: string, natural: Natural): Partial<Natural>;
  set(platform: string, id: string, figures: SetFigures): void;
  reset(): void;
}

export function createFigures(): Figures {
  const all = new Map<string, SetFigures>();
  const key = (platform: string, id: string) => `${platform}/${id}`;
  return {
    told: (platform, id, natural) => {
      const figures = all.get(key(platform, id));
      if (figures === undefined) return natural;
      const kept = Object.entries(natural).flatMap(([name, value]) => {
        const figure = figures[name];
        if (figure === undefined) return [[name, value]];
        return figure === null ? [] : [[name, typeof value === 'string' ? String(figure) : figure]];
      });
      return Object.fromEntries(kept);
    },
    set: (platform, id, figures) => {
      all.set(key(platform, id), { ...all.get(key(platform, id)), ...figures });
    },
    reset: () => all.clear(),
  };
}
