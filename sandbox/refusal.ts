/** A vendor's "no" as an exception, so that a stand-in checks its rules in the vendor's order without threading results. */
import type { Route, SandboxRequest, SandboxResponse } from './core.ts';

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly response: SandboxResponse;
  constructor(response: SandboxResponse) {
    super(`refused with ${response.status}`);
    this.response = response;
  }
}

export function refusable(handler: Route['handler']): (request: SandboxRequest) => Promise<SandboxResponse> {
  return async (request) => {
    try {
      return await handler(request);
    } catch (error) {
      if (error instanceof Refusal) return error.response;
      throw error;
    }
  };
}
