/** What binds a sealed result of a step to its target. */

export const stepSealContext = (targetId: string): string => `publish-step:${targetId}`;
