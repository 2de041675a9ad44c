/** One thing that has to work before requests can be served. */
export interface Probe {
  /** A short word for the answer, such as `database`. */
  readonly name: string;
  /** Whether requests are served without it too, if with less ease. */
  readonly isOptional?: boolean;
  /** Settles when the thing answers; rejects when it does not. */
  check(): Promise<unknown>;
}

export interface ProbeFailure {
  readonly name: string;
  readonly isOptional: boolean;
  readonly error: Error;
}

const PROBE_TIMEOUT_MS = 2000;

/** Runs all probes at once. A probe that does not answer in time has failed. */
export async function failedProbes(
  probes: readonly Probe[],
  timeoutMs: number = PROBE_TIMEOUT_MS,
): Promise<ProbeFailure[]> {
  const results = await Promise.all(probes.map((probe) => failureOf(probe, timeoutMs)));
  return results.filter((failure) => failure !== undefined);
}

async function failureOf(probe: Probe, timeoutMs: number): Promise<ProbeFailure | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${probe.name} did not answer in ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([probe.check(), late]);
    return undefined;
  } catch (error) {
    const { name, isOptional = false } = probe;
    return { name, isOptional, error: error instanceof Error ? error : new Error('not an Error') };
  } finally {
    clearTimeout(timer);
  }
}
