import { type Challenge, type Payload, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';

/** What is sent for a solved challenge, as ALTCHA writes it. */
export const encoded = (payload: unknown): string => Buffer.from(JSON.stringify(payload)).toString('base64');

/** Does the work that a challenge asks for. */
export async function solved(challenge: Challenge): Promise<Payload> {
  const solution = await solveChallenge({ challenge, deriveKey });
  if (!solution) throw new Error('The challenge was not solved');
  return { challenge, solution };
}
